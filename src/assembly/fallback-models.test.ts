import { describe, expect, test } from "vitest";
import type { ModelStatus } from "../models/pool/model-pool.ts";
import { createFallbackModels } from "./fallback-models.ts";

function status(name: string, change: Partial<ModelStatus> = {}): ModelStatus {
  return { name, engine: "llama-cpp", state: "ready", leases: 0, createdSeconds: 0, ...change };
}

const list = [
  status("a"),
  status("cold", { state: "unloaded" }),
  status("vectors"),
  status("parrot", { engine: "echo" }),
  status("b"),
];
const entries = list.map(({ name }) => ({ name }));
const models = { entries, embedding: "vectors" } as unknown as Parameters<typeof createFallbackModels>[1];
const pool = { list: () => list };

describe("fallback models", () => {
  test("are those in memory that write, where none are named", () => {
    expect(createFallbackModels({ fallbackModels: [] }, models, pool)()).toEqual(["a", "b"]);
  });

  test("are the named ones in their order, loaded or not; and no model for none", () => {
    expect(createFallbackModels({ fallbackModels: ["cold", "a"] }, models, pool)()).toEqual(["cold", "a"]);
    expect(createFallbackModels({ fallbackModels: ["none"] }, models, pool)()).toEqual([]);
  });

  test("that nobody has are refused by name, with those that there are", () => {
    expect(() => createFallbackModels({ fallbackModels: ["nobody"] }, models, pool)).toThrow(
      expect.objectContaining({
        code: "config_invalid",
        param: "fallback_models",
        hint: expect.stringContaining("cold"),
      }),
    );
  });
});
