import { describe, expect, test } from "vitest";
import type { ModelStatus } from "../models/pool/model-pool.ts";
import type { ReplyRequest, Serving } from "../serving/serving.ts";
import { createFallbackModels, withFallbackModels } from "./fallback-models.ts";

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

  test("are the named ones in their order, loaded or not; and none where that is wished", () => {
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

  test.each<[Pick<ReplyRequest, "models" | "fallback">, readonly string[]]>([
    [{ models: ["b"], fallback: "template" }, ["b", "a"]],
    [{ models: ["b"], fallback: "none" }, ["b"]],
    [{ models: [], fallback: "template" }, []],
  ])("stand behind the asked one only before a template: %j asks %j", (asked, expected) => {
    const requests: ReplyRequest[] = [];
    const serving = {
      reply(request: ReplyRequest) {
        requests.push(request);
        return (async function* () {})();
      },
      hold: () => ({ ...serving, release: () => {} }),
    } as unknown as Serving;
    const generate = { input: { kind: "text", text: "Hi" } } as const;
    const { signal } = new AbortController();
    const wrapped = withFallbackModels(serving, () => ["a", "b"]);
    wrapped.reply({ requestId: "r", generate, ...asked }, signal);
    wrapped.hold().reply({ requestId: "r", generate, ...asked }, signal);
    expect(requests.map((request) => request.models)).toEqual([expected, expected]);
  });
});
