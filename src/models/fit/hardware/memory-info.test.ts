import { describe, expect, test } from "vitest";
import { parseMemInfo, parseVmStat } from "./memory-info.ts";

describe("parseMemInfo", () => {
  test("what caches can give up counts as free", () => {
    const text =
      "MemTotal:       16303436 kB\nMemFree:          524288 kB\nMemAvailable:   12582912 kB\nCached: 11000000 kB\n";
    expect(parseMemInfo(text)).toEqual({ totalBytes: 16_303_436 * 1024, freeBytes: 12 * 2 ** 30 });
  });

  test("an old kernel's free, cached and buffered memory together come near", () => {
    const text = "MemTotal: 1024 kB\nMemFree: 100 kB\nBuffers: 20 kB\nCached: 300 kB\n";
    expect(parseMemInfo(text)).toEqual({ totalBytes: 1024 * 1024, freeBytes: 420 * 1024 });
  });

  test.each(["", "MemTotal: 1024 kB\n", "MemAvailable: 5 kB\n"])("half a text tells nothing: %j", (text) => {
    expect(parseMemInfo(text)).toBeUndefined();
  });
});

describe("parseVmStat", () => {
  test("pages that can be had count as free, in use and wired ones do not", () => {
    const text = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               12345.
Pages active:                            200000.
Pages inactive:                          190000.
Pages speculative:                         1000.
Pages throttled:                              0.
Pages wired down:                         90000.
Pages purgeable:                            655.
"Translation faults":                 123456789.
`;
    expect(parseVmStat(text)).toBe((12_345 + 190_000 + 1000 + 655) * 16_384);
  });

  test.each(["", "page size of 4096 bytes", "Pages free: 12."])("a text without pages tells nothing: %j", (text) => {
    expect(parseVmStat(text)).toBeUndefined();
  });
});
