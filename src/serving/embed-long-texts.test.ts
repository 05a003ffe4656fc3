import { expect, test } from "vitest";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
import { ReparteeError } from "../core/errors.ts";
import { embedLongTexts } from "./embed-long-texts.ts";

/** A model with a window of so many characters: a text's vector counts its letters `a` and `b`. */
function windowed(limit: number) {
  const asked: (readonly string[])[] = [];
  async function embed({ texts }: EmbedRequest): Promise<EmbedResult> {
    asked.push(texts);
    if (texts.some(({ length }) => length > limit)) {
      throw new ReparteeError("context_length_exceeded", "The text is too long");
    }
    const count = (text: string, letter: string): number => text.split(letter).length - 1;
    const vectors = texts.map((text) => {
      const vector = [count(text, "a"), count(text, "b")] as const;
      const length = Math.hypot(...vector) || 1;
      return Float32Array.from(vector, (value) => value / length);
    });
    const promptTokens = texts.reduce((sum, { length }) => sum + length, 0);
    return { vectors, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
  }
  return { embed, asked };
}

const never = new AbortController().signal;

test("texts that fit go to the model as they are, in one call", async () => {
  const { embed, asked } = windowed(100);
  await embedLongTexts(embed, { id: "e", texts: ["a", "b"] }, never);
  expect(asked).toEqual([["a", "b"]]);
});

test("a text over the window is cut between words, and nothing of it is left out", async () => {
  const { embed, asked } = windowed(100);
  const text = `${"a ".repeat(300)}${"b ".repeat(100)}`;
  const { vectors, usage } = await embedLongTexts(embed, { id: "e", texts: [text] }, never);
  const pieces = asked.map(([piece = ""]) => piece).filter(({ length }) => length <= 100);
  expect(pieces.join("")).toBe(text);
  expect(usage.promptTokens).toBe(text.length);
  const [a = 0, b = 0] = vectors[0] ?? [];
  expect(Math.hypot(a, b)).toBeCloseTo(1, 5);
  expect(a / b).toBeCloseTo(3, 1);
  // A length that was refused once is not tried again.
  const refused = asked.filter(([piece = ""]) => piece.length > 100).map(([piece = ""]) => piece.length);
  expect(new Set(refused).size).toBe(refused.length);
});

test("one long text among others leaves their order as it was", async () => {
  const { embed } = windowed(100);
  const texts = ["a", "b ".repeat(200), "a"];
  const { vectors } = await embedLongTexts(embed, { id: "e", texts }, never);
  expect(vectors.map(([a = 0, b = 0]) => (a > b ? "a" : "b"))).toEqual(["a", "b", "a"]);
});

test("a text without white space is cut between characters, never inside one", async () => {
  const { embed, asked } = windowed(33);
  const text = "😀".repeat(101);
  await embedLongTexts(embed, { id: "e", texts: [text] }, never);
  for (const [piece = ""] of asked) expect(piece).not.toMatch(/\p{Surrogate}/u);
});

test("a refusal that no cut can help, and any other error, is thrown", async () => {
  const { embed, asked } = windowed(0);
  await expect(embedLongTexts(embed, { id: "e", texts: ["a b ".repeat(30)] }, never)).rejects.toMatchObject({
    code: "context_length_exceeded",
  });
  expect(asked.length).toBeLessThan(10);
  const broken = async (): Promise<EmbedResult> => {
    throw new ReparteeError("runner_crashed", "crashed");
  };
  await expect(embedLongTexts(broken, { id: "e", texts: ["a"] }, never)).rejects.toMatchObject({
    code: "runner_crashed",
  });
});

test("an aborted call asks for no further part", async () => {
  const { embed, asked } = windowed(100);
  const caller = new AbortController();
  const aborting = async (request: EmbedRequest): Promise<EmbedResult> => {
    if (asked.length === 3) caller.abort();
    return await embed(request);
  };
  const embedding = embedLongTexts(aborting, { id: "e", texts: ["a ".repeat(800)] }, caller.signal);
  await expect(embedding).rejects.toMatchObject({ code: "cancelled" });
  expect(asked).toHaveLength(4);
});
