/** The optional methods of a model in another process: what is asked, and how the runner's answer is read. */
import type { ClassifyResult } from "../core/classify.ts";
import type { EmbedResult } from "../core/embed.ts";
import type { LoadedModel } from "../core/engine.ts";
import { isRecord } from "../core/is-record.ts";
import type { ReadAheadResult } from "../core/read-ahead.ts";
import type { RerankResult } from "../core/rerank.ts";
import type { DetokenizedText, ScoreTextResult } from "../core/tokens.ts";
import type { Usage } from "../core/usage.ts";
import type { Ability, ParentFrame } from "./protocol.ts";
import { textToVector } from "./vector-text.ts";

/** Sends a frame to the runner; `read` checks and translates its answer: undefined where it is not what was asked for. */
export type Call = <T>(
  action: string,
  frameOf: (id: number) => ParentFrame,
  read: (value: unknown) => T | undefined,
  signal?: AbortSignal,
) => Promise<T>;

/** Those of the given abilities. */
export function abilitiesOf(abilities: readonly Ability[], call: Call): Pick<LoadedModel, Ability> {
  const has = (ability: Ability): boolean => abilities.includes(ability);
  return {
    ...(has("embed") && {
      embed: (request, signal) =>
        call("embed texts", (id) => ({ type: "embed", id, request }), readEmbedAnswer, signal),
    }),
    ...(has("classify") && {
      classify: (request, signal) =>
        call("classify a text", (id) => ({ type: "classify", id, request }), readClassifyAnswer, signal),
    }),
    ...(has("tokenize") && {
      tokenize: (text, options) =>
        call(
          "tokenize a text",
          (id) => ({ type: "tokenize", id, text, ...(options && { options }) }),
          readTokensAnswer,
        ),
    }),
    ...(has("detokenize") && {
      detokenize: (tokens) => call("read tokens", (id) => ({ type: "detokenize", id, tokens }), readDetokenizeAnswer),
    }),
    ...(has("renderPrompt") && {
      renderPrompt: (input, options) =>
        call(
          "write a prompt",
          (id) => ({ type: "renderPrompt", id, input, ...(options && { options }) }),
          readTextAnswer,
        ),
    }),
    ...(has("rerank") && {
      rerank: (request, signal) =>
        call("rank documents", (id) => ({ type: "rerank", id, request }), readRerankAnswer, signal),
    }),
    ...(has("scoreText") && {
      scoreText: (request, signal) =>
        call("score a text", (id) => ({ type: "scoreText", id, request }), readScoreAnswer, signal),
    }),
    ...(has("readAhead") && {
      readAhead: (request, signal) =>
        call("read a prompt ahead", (id) => ({ type: "readAhead", id, request }), readAheadAnswer, signal),
    }),
    ...(has("countTokens") && {
      countTokens: (input) =>
        call("count the tokens of a prompt", (id) => ({ type: "countTokens", id, input }), readCountAnswer),
    }),
  };
}

function readClassifyAnswer(value: unknown): ClassifyResult | undefined {
  return isClassifyResult(value) ? value : undefined;
}

function readEmbedAnswer(value: unknown): EmbedResult | undefined {
  return isEmbedAnswer(value) ? { vectors: value.vectors.map(textToVector), usage: value.usage } : undefined;
}

function readTokensAnswer(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every((token) => typeof token === "number") ? value : undefined;
}

function readCountAnswer(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function readTextAnswer(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readDetokenizeAnswer(value: unknown): DetokenizedText | undefined {
  return isDetokenizedText(value) ? value : undefined;
}

function readRerankAnswer(value: unknown): RerankResult | undefined {
  return isRerankResult(value) ? value : undefined;
}

function readScoreAnswer(value: unknown): ScoreTextResult | undefined {
  return isScoreTextResult(value) ? value : undefined;
}

function readAheadAnswer(value: unknown): ReadAheadResult | undefined {
  return isReadAheadResult(value) ? value : undefined;
}

function isReadAheadResult(value: unknown): value is ReadAheadResult {
  const counts = ["promptTokens", "readTokens", "restoredTokens"];
  return isRecord(value) && counts.every((count) => typeof value[count] === "number");
}

function isDetokenizedText(value: unknown): value is DetokenizedText {
  return isRecord(value) && typeof value["text"] === "string" && Array.isArray(value["pieces"]);
}

function isRerankResult(value: unknown): value is RerankResult {
  return hasUsage(value) && "scores" in value && Array.isArray(value.scores);
}

function isScoreTextResult(value: unknown): value is ScoreTextResult {
  return hasUsage(value) && "tokens" in value && Array.isArray(value.tokens);
}

function isClassifyResult(value: unknown): value is ClassifyResult {
  return hasUsage(value) && "labels" in value && Array.isArray(value.labels);
}

function isEmbedAnswer(value: unknown): value is { vectors: string[]; usage: Usage } {
  return (
    hasUsage(value) &&
    "vectors" in value &&
    Array.isArray(value.vectors) &&
    value.vectors.every((vector) => typeof vector === "string")
  );
}

function hasUsage(value: unknown): value is { usage: Usage } {
  return typeof value === "object" && value !== null && "usage" in value && typeof value.usage === "object";
}
