import { describe, expect, it } from "vitest";
import { hasPrivateHost, isPrivateAddress, privateAddressCode, publicLookup } from "./private-address.ts";

describe("private address", () => {
  it.each([
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fd12::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
  ])("is seen in %s", (address) => expect(isPrivateAddress(address)).toBe(true)); // prettier-ignore

  it.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "huggingface.co"])(
    "is not seen in %s",
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );

  it("is seen in a URL's host, with the spellings that URLs allow", () => {
    for (const url of ["http://127.1/", "http://0x7f000001/", "http://[::1]/", "http://2130706433/"])
      expect(hasPrivateHost(new URL(url)), url).toBe(true);
  });

  it("is refused by the look-up, in both forms of its answer", async () => {
    for (const all of [true, false]) {
      const error = await new Promise((resolve) => publicLookup("localhost", { all }, resolve));
      expect(error).toMatchObject({ code: privateAddressCode });
    }
  });
});
