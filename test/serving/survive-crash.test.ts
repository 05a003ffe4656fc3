/** Replies of which the model's process dies: nobody notices, as long as a fresh one can go on. */
import { describe, expect, test } from "vitest";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import type { FakeModelScript, FakeStep } from "../../src/testing/index.ts";
import { createScene, says } from "./scene.ts";

/** Dies in the first `crashes` replies, each time after `before`; the next one goes on from the prefix that it is given. */
function dying(
  crashes: number,
  before: string,
  after = " story.",
): FakeModelScript & { readonly asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = [];
  return {
    asked,
    replies(request): readonly FakeStep[] {
      asked.push(request);
      if (asked.length > crashes) return [says(after)];
      return before === "" ? [{ type: "crash" }] : [says(before), { type: "crash" }];
    },
  };
}

describe("a process that dies", () => {
  test("before the first text costs nothing: the same model is asked again, and nobody else", async () => {
    const a = dying(1, "");
    const scene = await createScene({ models: { a, b: {} } });
    const reply = scene.start({ generate: { input: { kind: "text", text: "Tell" }, maxTokens: 9 } });
    await scene.clock.advance(0);
    expect(reply.text).toBe(" story.");
    expect(reply.last).toMatchObject({ type: "finish", source: "model", model: "a", complete: true, warnings: [] });
    expect(reply.last).not.toHaveProperty("reason");
    expect(a.asked.map(({ maxTokens, replyPrefix }) => [maxTokens, replyPrefix])).toEqual([
      [9, undefined],
      [9, undefined],
    ]);
    expect(scene.fallbacks).toEqual([]);
    await scene.expectNothingLeft();
  });

  test("in the middle is gone on from in the same stream, with prompt, text so far and what is left of the limit", async () => {
    const a = dying(1, "Half a");
    const scene = await createScene({ models: { a } });
    const reply = scene.start({
      generate: { input: { kind: "text", text: "Tell" }, maxTokens: 9, replyPrefix: "[x]" },
    });
    await scene.clock.advance(0);
    expect(reply.text).toBe("Half a story.");
    expect(reply.types.filter((type) => type === "start")).toHaveLength(1);
    expect(reply.last).toMatchObject({
      type: "finish",
      source: "model",
      complete: true,
      usage: { completionTokens: 2 },
      warnings: [{ kind: "resumed" }],
    });
    expect(a.asked[1]).toMatchObject({ replyPrefix: "[x]Half a", maxTokens: 8 });
    await scene.expectNothingLeft();
  });

  test("of one request alone for the second time is replaced no more: it may be the request", async () => {
    const scene = await createScene({ models: { a: dying(3, "x", "never") } });
    const reply = scene.start({ fallback: "template" });
    await scene.clock.advance(0);
    expect(reply.text).toBe("xx");
    expect(reply.last).toMatchObject({ type: "finish", complete: false, reason: "request_quarantined" });
    await scene.expectNothingLeft();
  });

  test.each([
    ["JSON", { format: { kind: "json-object" } }],
    ["an answer with tools", { input: { kind: "chat", messages: [], tools: [{ name: "t" }] } }],
  ] as const)("in the middle of %s ends it: nothing goes on with half a form", async (_, change) => {
    const scene = await createScene({ models: { a: dying(1, "{") } });
    const input = { kind: "text", text: "Tell" } as const;
    const reply = scene.start({ generate: { input, ...change } });
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ type: "error", error: { code: "runner_crashed" } });
    await scene.expectNothingLeft();
  });

  test("whose replacement cannot be loaded ends the reply with the death, not with the load", async () => {
    const a: FakeModelScript = {
      loads: [[], [{ type: "hang" }]],
      replies: [[says("Half a"), { type: "crash" }]],
    };
    const scene = await createScene({ models: { a } });
    const reply = scene.start();
    await scene.clock.advance(20_000);
    expect(reply.ended).toBe(true);
    expect(reply.last).toMatchObject({ type: "error" });
    await scene.expectNothingLeft();
  });
});

describe("a request that kills", () => {
  const poison = { input: { kind: "text", text: "poison" } } as const;
  const models = () => {
    const asked: string[] = [];
    const a: FakeModelScript = {
      replies({ input, replyPrefix = "" }): readonly FakeStep[] {
        const text = input.kind === "text" ? input.text : "";
        asked.push(text);
        if (text === "poison") return [{ type: "delay", ms: 10 }, { type: "crash" }];
        return [says(replyPrefix === "" ? "one" : "more"), { type: "delay", ms: 100 }, says(" end")];
      },
    };
    return { a, asked };
  };

  test("is tried twice, then kept away from the model, whose other streams go on to their ends", async () => {
    const { a, asked } = models();
    const scene = await createScene({ models: { a } });
    const others = ["x", "y", "z"].map((text) => scene.start({ generate: { input: { kind: "text", text } } }));
    await scene.clock.advance(5);
    const killer = scene.start({ generate: poison });
    await scene.clock.advance(2_000);
    expect(killer.last).toMatchObject({ type: "error", error: { code: "request_quarantined" } });
    for (const other of others) {
      expect(other.last).toMatchObject({ type: "finish", complete: true, source: "model" });
      expect(other.text).toMatch(/^one.* end$/);
    }
    const before = asked.length;
    const again = scene.start({ generate: poison });
    const native = scene.start({ generate: poison, fallback: "template" });
    await scene.clock.advance(0);
    expect(again.last).toMatchObject({ type: "error", error: { code: "request_quarantined", status: 400 } });
    expect(native.last).toMatchObject({ source: "template", reason: "request_quarantined" });
    expect(asked).toHaveLength(before);
    await scene.clock.advance(60 * 60_000);
    const later = scene.start({ generate: { input: { kind: "text", text: "x" } } });
    await scene.clock.advance(1_000);
    expect(later.last).toMatchObject({ complete: true });
    await scene.expectNothingLeft();
  });

  test("is told from those that came with it: they are asked again one at a time, and acquitted", async () => {
    const { a } = models();
    const scene = await createScene({ models: { a } });
    const texts = ["poison", "x", "y"];
    const all = texts.map((text) => scene.start({ generate: { input: { kind: "text", text } } }));
    await scene.clock.advance(5_000);
    expect(all.map(({ last }) => last?.type)).toEqual(["error", "finish", "finish"]);
    const again = texts.slice(1).map((text) => scene.start({ generate: { input: { kind: "text", text } } }));
    await scene.clock.advance(1_000);
    expect(again.map(({ last }) => last?.type)).toEqual(["finish", "finish"]);
    await scene.expectNothingLeft();
  });
});
