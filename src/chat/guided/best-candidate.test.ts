import { expect, test } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { isTerminal, type GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noTimings } from "../../core/timings.ts";
import { bestCandidate, type WrittenCandidate } from "./best-candidate.ts";
import type { CandidatePlan, ChosenCandidate } from "./candidate-plan.ts";
import { firstSentence } from "./first-sentence.ts";

type Script = readonly string[] | ReparteeError | "stalls";

const plan: CandidatePlan = {
  opening: "I'm so sorry, that sounds really hard.",
  leads: ["Do you want to tell me about", "How long have you", ""],
  sampling: { temperature: 0.4 },
  maxTokens: 24,
};

/** A model that goes on from each reply prefix as its script says; keeps what it was asked. */
function scripted(scripts: readonly Script[]): {
  model: Pick<LoadedModel, "generate" | "info">;
  requests: GenerateRequest[];
  running: () => number;
} {
  const requests: GenerateRequest[] = [];
  let running = 0;
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    const script = scripts[requests.length] ?? [];
    requests.push(request);
    running += 1;
    let completionTokens = 0;
    try {
      yield { type: "prefill", processedTokens: 100, totalTokens: 100, cachedTokens: 40 };
      if (script instanceof ReparteeError) return yield { type: "error", error: script };
      if (script === "stalls") {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      } else {
        for (const text of script) {
          if (signal.aborted) break;
          completionTokens += 1;
          yield { type: "text-delta", text, tokenCount: 1 };
        }
      }
      const usage = { promptTokens: 100, completionTokens, cachedTokens: 40 };
      yield { type: "finish", reason: signal.aborted ? "cancelled" : "stop", usage, timings: noTimings, warnings: [] };
    } finally {
      running -= 1;
    }
  }
  const info = { name: "tiny", engine: "fake", device: "cpu", slots: 3 };
  return { model: { generate, info }, requests, running: () => running };
}

interface Run {
  readonly events: readonly GenerateEvent[];
  readonly seen: readonly WrittenCandidate[];
  readonly chosen: ChosenCandidate | undefined;
  readonly isOpened: boolean;
}

async function run(
  model: Pick<LoadedModel, "generate" | "info">,
  pick: number | undefined,
  { signal = new AbortController().signal, ending }: { readonly signal?: AbortSignal; readonly ending?: string } = {},
): Promise<Run> {
  const events: GenerateEvent[] = [];
  let seen: readonly WrittenCandidate[] = [];
  let chosen: ChosenCandidate | undefined;
  let isOpened = false;
  const options = {
    plan: { ...plan, ending },
    choose: (candidates: readonly WrittenCandidate[]) => {
      seen = candidates;
      return candidates.find(({ index }) => index === pick);
    },
    onOpening: () => {
      isOpened = true;
    },
    onChosen: (one: ChosenCandidate) => {
      chosen = one;
    },
  };
  const request: GenerateRequest = { id: "r1", input: { kind: "text", text: "x" } };
  for await (const event of bestCandidate(model, request, options, signal)) events.push(event);
  return { events, seen, chosen, isOpened };
}

function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

test("the chosen candidate is given out with what was written for it, as one reply", async () => {
  const { model, requests, running } = scripted([[" your", " cat?", " And"], [" had it?"], ["Oh."]]);
  const { chosen, events, seen } = await run(model, 0);
  expect(textOf(events)).toBe("I'm so sorry, that sounds really hard. Do you want to tell me about your cat?");
  expect(chosen).toEqual({
    written: "I'm so sorry, that sounds really hard. Do you want to tell me about",
    text: " your cat?",
  });
  expect(seen.map(({ text }) => text)).toEqual([" your cat?", " had it?", "Oh."]);
  expect(requests.map(({ replyPrefix }) => replyPrefix)).toEqual([
    "I'm so sorry, that sounds really hard. Do you want to tell me about",
    "I'm so sorry, that sounds really hard. How long have you",
    "I'm so sorry, that sounds really hard.",
  ]);
  expect(new Set(requests.map(({ id }) => id)).size).toBe(3);
  expect(events.filter(isTerminal)).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({
    type: "finish",
    reason: "stop",
    usage: { promptTokens: 100, cachedTokens: 40 },
  });
  expect(running()).toBe(0);
});

test("no word is shown before all candidates have ended", async () => {
  const { model } = scripted([[" your", " cat?"], [" had", " it", " now?"], ["Oh."]]);
  const { events } = await run(model, 0);
  const shownAt = events.findIndex((event) => event.type === "text-delta" && event.text !== "");
  expect(shownAt).toBe(events.length - 2);
});

test("where none is good enough, the reply is unusable and shows nothing", async () => {
  const { model } = scripted([[" it?"], [" it?"], ["Oh."]]);
  const { chosen, events } = await run(model, undefined);
  expect(textOf(events)).toBe("");
  expect(chosen).toBeUndefined();
  expect(events.at(-1)).toMatchObject({ type: "error", error: { code: "unusable_reply", facts: { candidates: 3 } } });
});

test("with an ending at hand the opening comes with the first token, and the model's words when they were compared", async () => {
  const { model } = scripted([[" your", " cat?"], [" had", " it", " now?"], ["Oh."]]);
  const { chosen, events, isOpened } = await run(model, 0, { ending: "I have time." });
  const texts = events.flatMap((event) => (event.type === "text-delta" && event.text !== "" ? [event.text] : []));
  expect(texts).toEqual(["I'm so sorry, that sounds really hard.", " Do you want to tell me about your cat?"]);
  expect(events.findIndex((event) => event.type === "text-delta")).toBe(
    events.findIndex((event) => event.type === "text-delta" && event.text !== ""),
  );
  expect(isOpened).toBe(true);
  expect(chosen?.text).toBe(" your cat?");
});

test("where none is good enough behind an opening that was given out, nothing follows it", async () => {
  const { model } = scripted([[" it?"], [" it?"], ["Oh."]]);
  const { chosen, events, isOpened } = await run(model, undefined, { ending: "I have time." });
  expect(textOf(events)).toBe("I'm so sorry, that sounds really hard.");
  expect([isOpened, chosen]).toEqual([true, undefined]);
  expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stop" });
});

test("a model that writes nothing shows nothing, with an ending at hand too", async () => {
  const { model } = scripted([[], [], []]);
  const { events, isOpened } = await run(model, undefined, { ending: "I have time." });
  expect([textOf(events), isOpened]).toEqual(["", false]);
  expect(events.at(-1)).toMatchObject({ type: "error", error: { code: "unusable_reply" } });
});

test("a candidate that breaks off is left out", async () => {
  const broken = new ReparteeError("generation_failed", "broke");
  const { model } = scripted([broken, [" had it?"], ["Oh."]]);
  const { events, seen } = await run(model, 1);
  expect(seen.map(({ index }) => index)).toEqual([1, 2]);
  expect(textOf(events)).toMatch(/How long have you had it\?$/);
});

test("where all break off, so does the reply", async () => {
  const broken = new ReparteeError("runner_crashed", "crashed");
  const { model } = scripted([broken, broken, broken]);
  const { events } = await run(model, 0);
  expect(events.at(-1)).toEqual({ type: "error", error: broken });
});

test("a caller who leaves ends all candidates", async () => {
  const { model, running } = scripted(["stalls", "stalls", "stalls"]);
  const leaving = new AbortController();
  const ended = run(model, 0, { signal: leaving.signal });
  await Promise.resolve();
  leaving.abort();
  expect((await ended).events.at(-1)).toMatchObject({ type: "finish", reason: "cancelled" });
  expect(running()).toBe(0);
});

test("a reader who leaves ends all candidates", async () => {
  const { model, running } = scripted(["stalls", "stalls", "stalls"]);
  const options = { plan, choose: () => undefined, onChosen: () => {}, onOpening: () => {} };
  const request: GenerateRequest = { id: "r1", input: { kind: "text", text: "x" } };
  for await (const event of bestCandidate(model, request, options, new AbortController().signal)) {
    if (event.type === "prefill") break;
  }
  await expect.poll(running).toBe(0);
});

test.each([
  [" your cat? And", false, " your cat?"],
  [" your cat", false, undefined],
  [" your cat", true, " your cat"],
  [" 3.5 km", false, undefined],
  [" it. Yes", false, " it."],
  [" it.", false, undefined],
  [" it.", true, " it."],
  ["どんな猫？いいね", false, "どんな猫？"],
  [" cat\nUser:", false, " cat"],
  [' she said "no!" again', false, ' she said "no!"'],
])("the first sentence of %j (whole: %s) is %j", (text, isWhole, expected) => {
  expect(firstSentence(text, isWhole)).toBe(expected);
});
