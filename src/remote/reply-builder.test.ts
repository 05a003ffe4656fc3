import { expect, it } from "vitest";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createReplyBuilder, type ReplyBuilder } from "./reply-builder.ts";

function builderFor(request: Partial<GenerateRequest> = {}): ReplyBuilder {
  const input = { kind: "text", text: "one two three" } as const;
  return createReplyBuilder({ request: { id: "1", input, ...request }, clock: createFakeClock(), warnings: [] });
}

const text = (chunk: string): { readonly type: "text"; readonly text: string } => ({ type: "text", text: chunk });
const textOf = (events: readonly GenerateEvent[]): string =>
  events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
const features = (builder: ReplyBuilder): string[] =>
  builder.finish("stop").warnings.map((warning) => ("feature" in warning ? warning.feature : warning.kind));

it("reply ends before a stop text that the upstream let through", () => {
  const builder = builderFor({ stop: ["END"] });
  const events = ["a E", "ND b", " c"].flatMap((chunk) => builder.add(text(chunk)));
  expect(textOf([...events, ...builder.flush()])).toBe("a ");
  expect(builder.ended()).toBe("stop");
});

it("what may begin a stop text is held back and given out at the end", () => {
  const builder = builderFor({ stop: ["END"] });
  expect(textOf(builder.add(text("a EN")))).toBe("a ");
  builder.add({ type: "end", reason: "length" });
  expect(textOf(builder.flush())).toBe("EN");
  expect(builder.ended()).toBe("length");
});

it("tokens that the upstream counted and no chunk carried are given before the end, but for the one that ends a reply", () => {
  for (const [counted, given] of [
    [2, 2],
    [3, 2],
    [5, 5],
    [1, 2],
  ] as const) {
    const builder = builderFor();
    const events = [...builder.add(text("a")), ...builder.add(text("b"))];
    builder.add({ type: "usage", usage: { promptTokens: 3, completionTokens: counted } });
    events.push(...builder.flush());
    expect(events.reduce((sum, event) => sum + ("tokenCount" in event ? event.tokenCount : 0), 0)).toBe(given);
    expect(builder.finish("stop").usage.completionTokens).toBe(counted);
  }
});

it("usage that the upstream did not report is counted, with a warning", () => {
  const builder = builderFor();
  builder.add(text("a"));
  expect(builder.finish("stop").usage).toEqual({ promptTokens: 3, completionTokens: 1, cachedTokens: 0 });
  expect(features(builder)).toEqual(["usage"]);
});

it("prompt that the upstream read less of than it has words is a warning", () => {
  const builder = builderFor();
  builder.add({ type: "usage", usage: { promptTokens: 2, completionTokens: 0 } });
  expect(features(builder)).toEqual(["prompt"]);
});

it("frames that were skipped are counted in one warning", () => {
  const builder = builderFor();
  builder.add({ type: "usage", usage: { promptTokens: 3, completionTokens: 0 } });
  for (let count = 0; count < 3; count += 1) builder.add({ type: "skipped" });
  expect(builder.finish("stop").warnings).toEqual([
    { kind: "approximated", feature: "stream", detail: expect.stringMatching(/^3 frames /) },
  ]);
});

it("log probabilities that were asked for and never came are a warning, once", () => {
  const builder = builderFor({ logprobs: { top: 1 } });
  builder.add(text("a"));
  builder.add({ type: "usage", usage: { promptTokens: 3, completionTokens: 1 } });
  expect(features(builder)).toEqual(["logprobs"]);
});

it("hidden tokens show that the model is alive and give no text", () => {
  const builder = builderFor();
  expect(builder.add({ type: "hidden" })).toEqual([{ type: "text-delta", text: "", tokenCount: 1 }]);
});

it("cached tokens are never more than the prompt has", () => {
  const builder = builderFor();
  builder.add({ type: "usage", usage: { promptTokens: 4, completionTokens: 0, cachedTokens: 9 } });
  expect(builder.finish("stop").usage.cachedTokens).toBe(4);
});
