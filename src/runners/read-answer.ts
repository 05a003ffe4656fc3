import type { ClassifyResult } from "../core/classify.ts";
import type { EmbedResult } from "../core/embed.ts";
import { isRecord } from "../core/is-record.ts";
import type { RerankResult } from "../core/rerank.ts";
import type { DetokenizedText, ScoreTextResult } from "../core/tokens.ts";
import type { Usage } from "../core/usage.ts";
import { textToVector } from "./vector-text.ts";

/** The runner's answers to calls, checked; undefined where one is not what was asked for. */

export function readClassifyAnswer(value: unknown): ClassifyResult | undefined {
  return isClassifyResult(value) ? value : undefined;
}

export function readEmbedAnswer(value: unknown): EmbedResult | undefined {
  return isEmbedAnswer(value) ? { vectors: value.vectors.map(textToVector), usage: value.usage } : undefined;
}

export function readTokensAnswer(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every((token) => typeof token === "number") ? value : undefined;
}

export function readCountAnswer(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function readTextAnswer(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function readDetokenizeAnswer(value: unknown): DetokenizedText | undefined {
  return isDetokenizedText(value) ? value : undefined;
}

export function readRerankAnswer(value: unknown): RerankResult | undefined {
  return isRerankResult(value) ? value : undefined;
}

export function readScoreAnswer(value: unknown): ScoreTextResult | undefined {
  return isScoreTextResult(value) ? value : undefined;
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
