import { describe, expect, test } from "vitest";
import { tensorTypes as writtenTypes } from "../write/tensor-type.ts";
import { tensorTypes } from "./tensor-type.ts";

describe("tensorTypes", () => {
  test("the reader's blocks are those of the writer that llama.cpp accepts", () => {
    for (const [name, { id, blockWeights, blockBytes }] of Object.entries(writtenTypes)) {
      expect(tensorTypes.get(id)).toEqual({ name, blockWeights, blockBytes });
    }
  });

  test("no type stores a weight in more bytes than a double has", () => {
    for (const { blockWeights, blockBytes } of tensorTypes.values()) {
      expect(blockBytes / blockWeights).toBeLessThanOrEqual(8);
      expect(blockBytes / blockWeights).toBeGreaterThan(0.1);
    }
  });
});
