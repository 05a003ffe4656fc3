import { describe, expect, test } from "vitest";
import { describeForeignFile } from "./foreign-file.ts";

describe("describeForeignFile", () => {
  test.each([
    ["  <!DOCTYPE html><html>", "a web page"],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer"],
    ["PK\u0003\u0004rest", "a ZIP archive"],
    ["\u001f\u008b\u0008", "a gzip archive"],
    ['\u0010\0\0\0\0\0\0\0{"__metadata__"', "a safetensors file"],
    ['{"error":"Invalid credentials"}', "a JSON text"],
    ["\0\0\0\0\0\0\0\0", "zeros"],
    ["", "an empty file"],
    ["\u00de\u00ad\u00be\u00ef", "bytes deadbeef"],
  ])("%j is described as %s", (start, what) => {
    expect(describeForeignFile(Buffer.from(start, "latin1"))).toMatch(new RegExp(`^${what}`));
  });
});
