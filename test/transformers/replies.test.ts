import { describe, expect, it } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import type { TinyAnswers } from "../../src/testing/tiny-onnx/tiny-answers.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { ask, assistant, chat, finishOf, loadTiny, user } from "./tiny-model.ts";

const script = "I hear you. That sounds hard, and the waiting is the hard part 🙂 café.";
/** A character of four bytes in three tokens, one of two in two. */
const pieces = ["I hear", " you. That sounds hard 🙂 caf", [0xc3], [0xa9], " ", [0xf0, 0x9f], [0x99], [0x82], "!"];
const splitScript = "I hear you. That sounds hard 🙂 café 🙂!";

const kinds: readonly { kind: string; load: (answers: TinyAnswers) => Promise<LoadedModel> }[] = [
  { kind: "causal", load: (answers) => loadTiny((folder) => writeTinyGpt2(folder, { answers })) },
  { kind: "encoder-decoder", load: (answers) => loadTiny((folder) => writeTinyBlenderbot(folder, { answers })) },
];

describe.each(kinds)("reply of a tiny $kind model", ({ load }) => {
  it.each([0, 0.8, 1.5])("is its script at temperature %s, whatever was said before", async (temperature) => {
    const model = await load({ script });
    const conversation = chat(user("Hello"), assistant("I hear you."), user("You said that. 你好"));
    for (const input of [chat(user("Hello")), conversation]) {
      const reply = await ask(model, input, { sampling: { temperature } });
      expect(reply.text).toBe(script);
      expect(finishOf(reply)).toMatchObject({ reason: "stop", warnings: [] });
    }
  });

  it("comes in whole characters that join to the whole, also where a character has several tokens", async () => {
    const model = await load({ script: splitScript, pieces });
    const reply = await ask(model, chat(user("Hello")));
    expect(reply.text).toBe(splitScript);
    expect(reply.pieces.join("|")).toBe("I hear| you. That sounds hard 🙂 caf||é| |||🙂|!");
    expect(finishOf(reply).usage.completionTokens).toBe(pieces.length + 1);
  });

  it("ends before a stop text that spans tokens, and the model goes no further", async () => {
    const model = await load({ script });
    const reply = await ask(model, chat(user("Hello")), { stop: ["sounds hard, and"] });
    expect(reply.text).toBe("I hear you. That ");
    expect(finishOf(reply)).toMatchObject({ reason: "stop", usage: { completionTokens: 7 } });
  });

  it("is cut at the token limit, half a character left out", async () => {
    const model = await load({ script: splitScript, pieces });
    const reply = await ask(model, chat(user("Hello")), { maxTokens: 7 });
    expect(reply.text).toBe("I hear you. That sounds hard 🙂 café ");
    expect(finishOf(reply).reason).toBe("length");
  });

  it("reports log probabilities of the model itself, with the bytes of split characters", async () => {
    const model = await load({ script: splitScript, pieces });
    const reply = await ask(model, chat(user("Hello")), { logprobs: { top: 2 }, sampling: { temperature: 1.5 } });
    const reported = reply.events.flatMap((event) => (event.type === "text-delta" ? (event.logprobs ?? []) : []));
    expect(reported).toHaveLength(pieces.length);
    expect(Buffer.from(reported.flatMap(({ bytes }) => bytes)).toString("utf8")).toBe(splitScript);
    for (const { logprob, top } of reported) {
      expect(logprob).toBeCloseTo(0, 5);
      expect(top[0]?.logprob).toBe(logprob);
      expect(top[1]?.logprob).toBeLessThan(-40);
    }
  });

  it("follows a bias that forbids a token, and one that forces it", async () => {
    const model = await load({ seed: 5 });
    const [the = -1] = (await model.tokenize?.(" the")) ?? [];
    const forced = await ask(model, chat(user("Hello")), { maxTokens: 3, sampling: { logitBias: { [the]: 100 } } });
    expect(forced.text.trim()).toBe("the the the");

    const scripted = await load({ script: " the end", pieces: [" the", " end"] });
    expect((await ask(scripted, chat(user("Hello")))).text.trim()).toBe("the end");
    const forbidden = await ask(scripted, chat(user("Hello")), {
      // What is likeliest without the token is always the same; at random, "their" would look like it.
      sampling: { temperature: 0, logitBias: { [the]: -100 } },
      maxTokens: 4,
    });
    expect(forbidden.pieces.map((piece) => piece.trim())).not.toContain("the");
    expect(forbidden.pieces).not.toHaveLength(0);
  });

  it("repeats less with a penalty: the same token is not chosen again and again", async () => {
    const model = await load({ seed: 5 });
    const distinct = async (frequencyPenalty: number): Promise<number> => {
      const sampling = { temperature: 0, frequencyPenalty };
      const { pieces: said } = await ask(model, chat(user("Hello")), { maxTokens: 100, sampling });
      return new Set(said).size;
    };
    expect(await distinct(2)).toBeGreaterThan(await distinct(0));
  });

  it("differs with the seed, and without one from time to time", async () => {
    const model = await load({ seed: 5 });
    const say = async (seed?: number): Promise<string> => {
      const sampling = { temperature: 1, seed };
      return (await ask(model, chat(user("Hello")), { maxTokens: 20, sampling })).text;
    };
    expect(await say(1)).toBe(await say(1));
    expect(new Set([await say(1), await say(2), await say(), await say()]).size).toBe(4);
  });
});

describe("rules of a repository's generation_config.json", () => {
  it("keep a reply from ending before its least length", async () => {
    const answers = { script: "Yes." };
    const write = (folder: string): Promise<void> =>
      writeTinyBlenderbot(folder, { answers, generation: { min_length: 6 } });
    const reply = await ask(await loadTiny(write), chat(user("Hello")), { sampling: { temperature: 0 } });
    // Five tokens of its own: the first of the six is the one that every reply starts behind.
    expect(finishOf(reply).usage.completionTokens).toBeGreaterThan(5);
    expect(reply.text.startsWith("Yes.")).toBe(true);
  });

  it("keep a run of tokens from coming twice", async () => {
    const load = (generation: Record<string, unknown>): Promise<LoadedModel> =>
      loadTiny((folder) => writeTinyGpt2(folder, { answers: { seed: 8 }, generation }));
    const runs = async (model: LoadedModel): Promise<readonly string[]> => {
      const { pieces: said } = await ask(model, chat(user("Hello")), { maxTokens: 300, sampling: { temperature: 0 } });
      return said.slice(1).map((piece, index) => `${said[index]}|${piece}`);
    };
    const free = await runs(await load({}));
    const ruled = await runs(await load({ no_repeat_ngram_size: 2 }));
    expect(new Set(free).size).toBeLessThan(free.length);
    expect(new Set(ruled).size).toBe(ruled.length);
  });
});

describe("classify", () => {
  it.each(kinds)("rates the label that a $kind model would write next above all others", async ({ load }) => {
    const model = await load({ script: " sad and tired." });
    const result = await model.classify?.(
      { id: "1", input: chat(user("Hello")), labels: [" happy", " sad", " sad and tired"] },
      new AbortController().signal,
    );
    const [happy, sad, tired] = result?.labels.map(({ probability }) => probability) ?? [];
    expect(happy).toBeLessThan(1e-6);
    expect((sad ?? 0) + (tired ?? 0)).toBeCloseTo(1, 5);
  });
});
