import { expect, test } from "vitest";
import { formatBytes, parseBytes } from "./byte-size.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 KB"],
  [999_940, "999.9 KB"],
  [999_960, "1.0 MB"],
  [3_100_000_000, "3.1 GB"],
  [5e15, "5000.0 TB"],
  [-2_000_000, "-2.0 MB"],
])("%d bytes are written as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  ["4096", 4096],
  ["8GB", 8e9],
  ["1.5 GiB", 1_610_612_736],
  [" 512m ", 512e6],
  ["2kb", 2000],
])("the text %j is %d bytes", (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(["", "GB", "-1", "8 XB", "1e9", "8GB free", "1.2.3", "0x10"])("the text %j is no size", (text) => {
  expect(parseBytes(text)).toBeUndefined();
});
