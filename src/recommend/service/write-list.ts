/** One recommendation, followed: retrieval, a model's list as it is written, what is missing from the ranking. */
import type { ErrorCode } from "../../core/errors.ts";
import type { ResponseFormat } from "../../core/generate-request.ts";
import type { Language } from "../../core/language.ts";
import type { ReplyOrigin } from "../../core/reply.ts";
import { seededRandom } from "../../core/seeded-random.ts";
import type { Warning } from "../../core/warning.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import type { FormatChoice } from "../format/format-choice.ts";
import { guideReasons } from "../guided/guide-reasons.ts";
import { createListParser, recommendationSchema } from "../parse/index.ts";
import {
  catalogPrompt,
  openPrompt,
  type ListFormat,
  type OfferedEntry,
  type PromptOptions,
} from "../prompt/build-prompt.ts";
import type { Candidate } from "../ranking/rank-entries.ts";
import type { RecommendEvent, Recommendations } from "../recommender.ts";
import type { RecommendRequest } from "../recommend-request.ts";
import { assembleList, type AssemblyOptions } from "./assemble-list.ts";
import { createOwnWords } from "../reasons/own-words.ts";
import { createPromptEcho, type PromptEcho } from "../reasons/prompt-echo.ts";
import { hasOtherYears, writeListText, type Footing } from "../reasons/write-reason.ts";
import { createTitleProbabilities } from "./title-probability.ts";
import { isVerySmall } from "./very-small.ts";

export interface WriteListOptions extends Omit<AssemblyOptions, "offered" | "ownWords"> {
  readonly serving: Pick<Serving, "reply">;
  readonly request: RecommendRequest;
  readonly models: readonly string[];
  readonly format: ListFormat;
  readonly parameterCount?: ((model: string) => number | undefined) | undefined;
  /** Records each reply that shows how well its model writes that format. */
  readonly formats: Pick<FormatChoice, "record" | "refuseSchema" | "noteReasoning" | "isReasoningExpected">;
  /** Whether the reasons are to be in `language`, whatever the question is in. */
  readonly isLanguageKnown: boolean;
  readonly signal: AbortSignal;
}

const sampling = { temperature: 0.7, topP: 0.9, topK: 40 };
const maxTokens = 800;
const totalTimeoutMs = 60_000;

export async function* writeList(options: WriteListOptions): AsyncGenerator<RecommendEvent, void, void> {
  const { formats, serving, signal, ranking, isOpen, limit } = options;
  const offered = isOpen ? [] : offer(ranking.candidates, limit, options.request.query);
  const entries = new Map(offered.map(({ alias, entry }) => [alias, entry]));
  const reply = toReplyRequest(options, offered);
  const echo = echoOf(options, offered, reply);
  const { query, kind } = options.request;
  const list = assembleList({ ...options, offered: entries, ownWords: createOwnWords({ echo, query, kind }) });
  const ids = [...entries.keys()];
  const guide = guideReasons({ ...options, offered });
  let parser = createListParser({ ids });
  const probabilities = createTitleProbabilities();
  let origin: ReplyOrigin | undefined;
  let failure: ErrorCode | undefined;
  let isCut = false;
  let opensReasoning = false;
  let isSchemaRefused = false;
  let taken = 0;
  let sent = "";

  const hasOwnText = (): boolean =>
    !guide.isGuided && (isOpen || !isVerySmall(origin && options.parameterCount?.(origin.model)));

  const isOwnText = (written: string): boolean => hasOwnText() && (written === "" || withoutEcho(written, echo) !== "");

  /** What a very small model says around its list is about nothing: the written text is shown in its place. */
  function textOf(written: string): string {
    const ours = writeListText(list.items, options.language, options.footing);
    if (!isOwnText(written)) return ours;
    const own = withoutEcho(written, echo);
    // A model does not say that a list was filled up with other years.
    return hasOtherYears(list.items, options.footing) ? [own, ours].filter((text) => text !== "").join("\n") : own;
  }

  /** The text as far as it is not sent yet; none of a text that is another than what was sent. */
  function* tokens(text: string): Generator<RecommendEvent, void, void> {
    const rest = text.startsWith(sent) ? text.slice(sent.length) : "";
    sent += rest;
    if (rest !== "") yield { type: "token", text: rest };
  }

  /** Nothing of a reply whose text may yet be a written one: of a model that has chosen nothing. */
  function* certainTokens(): Generator<RecommendEvent, void, void> {
    const isModels = list.items.some(({ source, reasonSource }) => source !== "template" || reasonSource === "model");
    if (isModels && hasOwnText()) yield* tokens(withoutEcho(parser.certainText(), echo));
  }

  function* take(items: ReturnType<typeof parser.push>): Generator<RecommendEvent, void, void> {
    taken += items.length;
    for (const item of items) {
      const tokenProbability = probabilities.of(item.id === null ? [item.title] : [item.id, item.title]);
      const parameterCount = origin === undefined ? undefined : options.parameterCount?.(origin.model);
      const signs = guide.isGuided
        ? { source: "template" as const, tokenProbability: undefined }
        : { source: origin?.source ?? "model", tokenProbability, parameterCount };
      const recommendation = list.take(item, signs);
      if (recommendation === undefined) continue;
      yield* certainTokens();
      yield { type: "recommendation", recommendation };
    }
  }

  for await (const event of serving.reply({ ...reply, generateWith: guide.generateWith }, signal)) {
    if (event.type === "prefill") opensReasoning = event.opensReasoning === true;
    else if (event.type === "start") {
      origin = event;
      const isReasoningExpected = opensReasoning || formats.isReasoningExpected(event.model);
      parser = createListParser({ ids, isReasoningExpected });
    } else if (event.type === "text-delta") {
      if (event.logprobs !== undefined) probabilities.push(event.logprobs);
      yield* take(parser.push(event.text));
      yield* certainTokens();
    } else if (event.type === "error") {
      failure = event.error.code;
      isCut = true;
    } else if (event.type === "finish") {
      isCut = event.finishReason === "length" || !event.complete;
      if (event.finishReason === "cancelled") failure = "cancelled";
      isSchemaRefused = event.warnings.some(isRefusedSchema);
    }
    // Leaving ends the reply: what a model writes behind the last item that is wanted, nobody reads.
    if (list.isFull()) break;
  }
  const parsed = parser.end({ isCut });
  if (origin !== undefined && parser.hasLateReasoning) formats.noteReasoning(origin.model);
  yield* take(parsed.items.slice(taken));
  const usable = list.usable();
  const { format } = options;
  if (origin !== undefined && isSchemaRefused) formats.refuseSchema(origin.model);
  // A reply that broke off tells nothing of its form.
  else if (origin !== undefined && failure === undefined && !guide.isGuided) {
    const asked = Math.max(1, isOpen ? limit : Math.min(limit, offered.length));
    formats.record({ model: origin.model, format, asked, usable });
  }
  for (const recommendation of list.fill()) yield { type: "recommendation", recommendation };
  const byModel = list.items.filter(({ source }) => source !== "template").length;
  const result = toResult({ ...options, origin, failure, byModel, text: textOf(parsed.text), items: list.items });
  if (result.source !== "template" && isOwnText(parsed.text)) yield* tokens(result.text);
  yield { type: "done", result };
}

/** Candidates that the model sees: three for each that it is to choose, as far as its patience reaches. */
const offeredAtLeast = 12;
const offeredAtMost = 20;

/**
 * In an order that says nothing of their rank: a small model prefers the first ones. The same question gets the same
 * order, so that its prompt is read from the cache when it is asked again.
 */
function offer(candidates: readonly Candidate[], limit: number, query: string): readonly OfferedEntry[] {
  const count = Math.min(offeredAtMost, Math.max(offeredAtLeast, limit * 3));
  const random = seededRandom(
    [...query].reduce((seed, letter) => Math.imul(seed, 31) + (letter.codePointAt(0) ?? 0), 7),
  );
  return candidates
    .slice(0, count)
    .map(({ entry }) => ({ entry, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ entry }, index) => ({ alias: `m${index + 1}`, entry }));
}

function toReplyRequest(options: WriteListOptions, offered: readonly OfferedEntry[]) {
  const { request, limit, taste, models, isOpen, format: form, isLanguageKnown } = options;
  const language = isLanguageKnown ? { language: options.language } : {};
  const prompt: PromptOptions = { query: request.query, kind: request.kind, limit, taste, format: form, ...language };
  const messages = isOpen ? openPrompt(prompt) : catalogPrompt(offered, prompt);
  const ids = isOpen ? {} : { ids: offered.map(({ alias }) => alias) };
  const schema = recommendationSchema(limit, ids);
  const format: ResponseFormat = { kind: "json-schema", name: "recommendations", schema };
  return {
    requestId: request.requestId,
    models,
    generate: {
      input: { kind: "chat" as const, messages },
      sampling,
      maxTokens,
      logprobs: { top: 0 },
      ...(form === "json" ? { format } : {}),
    },
    fallback: "none" as const,
    timeouts: { totalTimeoutMs },
  } satisfies ReplyRequest;
}

/** Of the rules and the form; what the user, the taste and the catalog brought is left out. */
function echoOf(
  { request: { query }, taste }: WriteListOptions,
  offered: readonly OfferedEntry[],
  { generate }: ReturnType<typeof toReplyRequest>,
): PromptEcho {
  const entries = offered.flatMap(({ entry }) => [entry.title, entry.description]);
  return createPromptEcho(generate.input.messages, [query.trim(), ...taste.map(({ title }) => title), ...entries]);
}

/** Without the lines that are the prompt's. */
function withoutEcho(text: string, echo: PromptEcho): string {
  const lines = text.split("\n").filter((line) => !echo.repeats(line));
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

interface Ending {
  readonly origin: ReplyOrigin | undefined;
  readonly failure: ErrorCode | undefined;
  /** How many items are the model's. */
  readonly byModel: number;
  readonly text: string;
  readonly items: Recommendations["recommendations"];
  readonly format: ListFormat;
  readonly language: Language;
  readonly footing: Footing;
}

function toResult({ origin, failure, byModel, text, items, format, language, footing }: Ending): Recommendations {
  if (origin === undefined || (byModel === 0 && !items.some(({ reasonSource }) => reasonSource === "model"))) {
    // A model that answered without one item or reason that may be shown has given no reply.
    const reason = failure ?? "empty_reply";
    const written = writeListText(items, language, footing);
    return { recommendations: items, byModel: 0, text: written, source: "template", complete: true, reason };
  }
  const reason = failure ?? origin.reason;
  return {
    recommendations: items,
    byModel,
    text,
    source: origin.source,
    model: origin.model,
    format,
    complete: failure === undefined,
    reason,
  };
}

function isRefusedSchema(warning: Warning): boolean {
  return warning.kind === "unsupported-feature" && warning.feature === "response_format";
}
