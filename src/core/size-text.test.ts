import { expect, test } from "vitest";
import { sizeText } from "./size-text.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [1_500_000, "2 MB"],
  [807_000_000, "807 MB"],
  [999_600_000, "1.0 GB"],
  [3_221_225_472, "3.2 GB"],
])("%d bytes read as %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));
