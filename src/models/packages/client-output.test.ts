import { describe, expect, test } from "vitest";
import { npmFailure } from "./npm-client.ts";
import { pipFailure, sizeInOutput } from "./pip-client.ts";
import { lastLines } from "./redact.ts";

describe("what pip writes", () => {
  const none = "ERROR: Could not find a version that satisfies the requirement tiny (from versions: none)";
  const retrying =
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /simple/tiny/";

  test.each([
    [none, { kind: "no-package" }],
    [`${retrying}\n${none}`, { kind: "unreachable" }],
    [none.replace("none", "1.0, 1.1"), { kind: "no-version", versions: ["1.0", "1.1"] }],
    ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", { kind: "wrong-sum" }],
    ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", { kind: "disk-full" }],
    ["ERROR: HTTP error 403 while getting http://127.0.0.1/x.whl", { kind: "login" }],
    [
      "pip._vendor.urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(...)')",
      { kind: "failed", retryable: true },
    ],
    ["Usage: pip <command>\nno such option: --x", { kind: "failed", retryable: false }],
  ])("%s", (stderr, failure) => {
    expect(pipFailure("", stderr)).toEqual(failure);
  });

  test.each([
    ["  Downloading x-1.0-py3-none-any.whl (92.9 MB)\n", 92_900_000],
    ["  Downloading x-1.0-py3-none-any.whl (28 kB)", 28_000],
    ["  Downloading x-1.0-py3-none-any.whl (512 bytes)", 512],
    ["Collecting x==1.0", undefined],
  ])("the size in %j", (output, bytes) => {
    expect(sizeInOutput(output)).toBe(bytes);
  });
});

test.each([
  ["E404", { kind: "no-package" }],
  ["EINTEGRITY", { kind: "wrong-sum" }],
  ["ENOSPC", { kind: "disk-full" }],
  ["E401", { kind: "login" }],
  ["ENOTFOUND", { kind: "unreachable" }],
  ["ECONNRESET", { kind: "failed", retryable: true }],
  ["E503", { kind: "failed", retryable: true }],
  ["EUSAGE", { kind: "failed", retryable: false }],
  [undefined, { kind: "failed", retryable: false }],
])("npm's code %s", (code, failure) => {
  expect(npmFailure(code)).toEqual(failure);
});

test.each([
  ["GET https://anna:hunter2@host.example/x failed", "GET https://***@host.example/x failed"],
  ["//host.example/:_authToken=npm_0123456789abcdef", "//host.example/:_authToken=***"],
  ["Authorization: Bearer abcdefgh12345", "Authorization: ***"],
  ["https://files.example/x.whl?token=abc123&x=1", "https://files.example/x.whl?token=***&x=1"],
  ["key pypi-AgEIcHlwaS5vcmcCJDAw is wrong", "key *** is wrong"],
  ["connect ECONNREFUSED 127.0.0.1:9", "connect ECONNREFUSED 127.0.0.1:9"],
])("a secret is not shown: %s", (line, shown) => {
  expect(lastLines(line)).toBe(shown);
});

test("of a long output the last lines that say something are shown, without terminal codes", () => {
  const output = `${Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n")}\n\u001B[31mnpm error\u001B[0m\n\n`;
  expect(lastLines(output)).toBe("line 14\nline 15\nline 16\nline 17\nline 18\nline 19");
});
