import { expect, test } from "vitest";
import { parseBytes, sizeText } from "./byte-size.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [1_500_000, "2 MB"],
  [807_000_000, "807 MB"],
  [999_600_000, "1.0 GB"],
  [3_221_225_472, "3.2 GB"],
])("%d bytes read as %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));

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
