import { expect, test } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";
import { entrySpaceOf } from "../retrieval/entry-space.ts";
import type { Spaces } from "../retrieval/spaces.ts";
import { hearTones } from "../tones/heard-tones.ts";
import { readQuery } from "./read-query.ts";

const { signal } = new AbortController();

function recordingSpaces(fails = false): { readonly spaces: Spaces; readonly texts: Record<string, string[]> } {
  const texts: Record<string, string[]> = { model: [], words: [] };
  const embedder = (model: string, isInstant: boolean): TextEmbedder => ({
    model,
    isInstant,
    async embed(given) {
      texts[model]?.push(...given);
      if (fails && !isInstant) throw new Error("out of memory");
      return given.map(() => new Float32Array([1]));
    },
  });
  const words = entrySpaceOf([], embedder("words", true), []);
  const all = [entrySpaceOf([], embedder("model", false), []), words];
  return {
    spaces: {
      current: async () => all,
      lexical: async () => words,
      preferred: words.embedder,
      settled: async () => {},
    },
    texts,
  };
}

test.each([
  ["like but easier", true, [], []],
  ["like but with dragons, not scary", true, ["like but with dragons"], ["like but with dragons"]],
  ["something quiet", false, ["something quiet"], ["something"]],
  ["a quiet ghost", false, ["a quiet ghost"], ["a ghost"]],
  ["  ", false, [], []],
])("of %j a model reads what is asked and words are compared of the subject", async (rest, hasTitles, model, words) => {
  const { spaces, texts } = recordingSpaces();
  const read = await readQuery(spaces, { ...hearTones(rest), hasTitles }, silentLog, signal);
  expect(texts).toEqual({ model, words });
  expect(read.map(({ query }) => query !== undefined)).toEqual([model.length > 0, words.length > 0]);
});

test("a model that fails is left out, with its space", async () => {
  const { spaces } = recordingSpaces(true);
  const read = await readQuery(spaces, { ...hearTones("a ghost"), hasTitles: false }, silentLog, signal);
  expect(read.map(({ space }) => space.embedder.model)).toEqual(["words"]);
});
