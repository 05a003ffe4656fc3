import { cancelledError } from "../../core/abort.ts";
import type { ClassifyRequest, ClassifyResult } from "../../core/classify.ts";
import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { promptWords } from "../../core/prompt-words.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import { splitWords } from "../../core/word-tokens.ts";

const dimensions = 8;

/** A vector of length 1 made of the text's characters: the same for the same text, and different for different ones. */
export function fakeEmbed(request: EmbedRequest, signal: AbortSignal): EmbedResult {
  if (signal.aborted) throw cancelledError(signal, "embed texts");
  const promptTokens = request.texts.reduce((sum, text) => sum + splitWords(text).length, 0);
  return { vectors: request.texts.map(vectorOf), usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimensions).fill(1);
  for (const [index, character] of [...text].entries()) {
    const place = index % dimensions;
    vector[place] = (vector[place] ?? 0) + (character.codePointAt(0) ?? 0) / 100;
  }
  return toUnitVector(vector);
}

/** Likelier the longer the label: the same for the same label in whatever order. */
export function fakeClassify(request: ClassifyRequest, signal: AbortSignal): ClassifyResult {
  if (signal.aborted) throw cancelledError(signal, "classify a text");
  const total = request.labels.reduce((sum, label) => sum + label.length, 0);
  const promptTokens = promptWords(request.input, request.replyPrefix).length;
  return {
    labels: request.labels.map((label) => ({ label, probability: label.length / total })),
    usage: { promptTokens, completionTokens: 0, cachedTokens: 0 },
  };
}
