import { expect, test } from "vitest";
import { chooseRepositoryFile, partsOf, quantizationOf } from "./choose-repository-file.ts";

const files = [
  "README.md",
  "mmproj-x-f16.gguf",
  "x-Q8_0.gguf",
  "x-Q4_K_M.gguf",
  "x.IQ2_XS.gguf",
  "big/x-F16-00001-of-00002.gguf",
  "big/x-F16-00002-of-00002.gguf",
];

test.each([
  [undefined, "x-Q4_K_M.gguf"],
  ["Q8_0", "x-Q8_0.gguf"],
  ["IQ2_XS", "x.IQ2_XS.gguf"],
  ["F16", "big/x-F16-00001-of-00002.gguf"],
])("of a repository, quantization %s means %s", (quantization, file) => {
  expect(chooseRepositoryFile("a/b", files, quantization)).toBe(file);
});

test.each([
  [["gemma-3-4b-it.mmproj-Q8_0.gguf", "gemma-3-4b-it.Q2_K.gguf"], undefined, "gemma-3-4b-it.Q2_K.gguf"],
  [["gemma_mmproj_F16.gguf", "gemma.F16.gguf"], undefined, "gemma.F16.gguf"],
  [["m-UD-Q4_K_XL.gguf", "m-Q4_0.gguf"], "UD-Q4_K_XL", "m-UD-Q4_K_XL.gguf"],
  [["m-UD-Q4_K_XL.gguf", "m-Q4_0.gguf"], "Q4_K_XL", "m-UD-Q4_K_XL.gguf"],
  [["m-UD-Q4_K_M.gguf", "m-Q4_K_M.gguf"], "Q4_K_M", "m-Q4_K_M.gguf"],
])("of %j, quantization %s means %s", (names, quantization, file) => {
  expect(chooseRepositoryFile("a/b", names, quantization)).toBe(file);
});

test("a quantization that a repository has not is refused with those that it has", () => {
  expect(() => chooseRepositoryFile("a/b", files, "Q2_K")).toThrow(
    expect.objectContaining({ code: "repository_file_not_found", hint: expect.stringMatching(/Q8_0, Q4_K_M/) }),
  );
});

test("a repository without weights in GGUF form is refused", () => {
  expect(() => chooseRepositoryFile("a/b", ["model.safetensors"], undefined)).toThrow(/no \.gguf file/);
});

test("a split model has all its parts, a whole one itself", () => {
  expect(partsOf("big/x-F16-00001-of-00002.gguf")).toEqual(files.slice(5));
  expect(partsOf("x-Q8_0.gguf")).toEqual(["x-Q8_0.gguf"]);
});

test("a name without a quantization tells none", () => {
  expect(quantizationOf("model.gguf")).toBeUndefined();
});
