/** How servers that speak OpenAI's API differ, as data: a new one is a new entry. */
import type { CapabilityName } from "../../core/capabilities.ts";
import { samplingRules, type SamplingName } from "../../core/sampling.ts";
import type { SamplingFields } from "./request-bodies.ts";

export type DialectId = "generic" | "openai" | "vllm" | "llama-server" | "localai" | "lm-studio" | "tgi" | "repartee";

export interface Dialect {
  /** What it calls the sampling options that it knows. */
  readonly names: Readonly<Partial<Record<SamplingName, keyof SamplingFields>>>;
  readonly maxTokensName: "max_tokens" | "max_completion_tokens";
  /** How a JSON form is asked for: OpenAI's way, only by a schema, or TGI's way. */
  readonly jsonFormat: "openai" | "schema-only" | "tgi";
  /** How a reply is made to begin with given text. */
  readonly replyPrefix?: "last-message" | "continue-final-message";
  /** Whether one tool can be named that must be called. */
  readonly namesTool: boolean;
  /** Stop texts that it takes; the reply is ended before the others here. */
  readonly maxStops: number;
  /** What a completion without a limit is sent: nothing, null, or a number because the server's own is tiny (16). */
  readonly unlimitedCompletion: "absent" | "null" | "number";
  /** Whether `/models` names every model that it answers for. */
  readonly listsItsModels: boolean;
  /** What it cannot do, with the reason for the warning. */
  readonly lacks: Readonly<Partial<Record<CapabilityName, string>>>;
}

/** Under their own names: what OpenAI knows, and these. */
function named(...more: readonly SamplingName[]): Dialect["names"] {
  const known: readonly SamplingName[] = ["temperature", "topP", "presencePenalty", "frequencyPenalty", ...more];
  return Object.fromEntries(known.map((name) => [name, samplingRules[name].field]));
}

const noPrefix = "The upstream begins every reply by itself.";
const noCacheCount = "The upstream does not say how much of a prompt it reused.";

/** What any server of this kind can be expected to do. */
const generic: Dialect = {
  names: named(),
  maxTokensName: "max_tokens",
  jsonFormat: "openai",
  namesTool: true,
  maxStops: 4,
  unlimitedCompletion: "number",
  listsItsModels: true,
  lacks: { replyPrefix: noPrefix, prefixCache: noCacheCount },
};

export const dialects: Readonly<Record<DialectId, Dialect>> = {
  generic,
  openai: {
    ...generic,
    maxTokensName: "max_completion_tokens",
    lacks: { replyPrefix: noPrefix },
  },
  vllm: {
    ...generic,
    names: { ...named("topK", "minP"), repeatPenalty: "repetition_penalty" },
    replyPrefix: "continue-final-message",
    maxStops: 16,
    unlimitedCompletion: "null",
    lacks: {},
  },
  "llama-server": {
    ...generic,
    names: named("topK", "minP", "xtcProbability", "xtcThreshold", "repeatPenalty"),
    replyPrefix: "last-message",
    // One that is named is ignored.
    namesTool: false,
    maxStops: 16,
    unlimitedCompletion: "absent",
    // It answers for its one model under any name.
    listsItsModels: false,
    lacks: {},
  },
  localai: {
    ...generic,
    names: named("topK", "minP", "repeatPenalty"),
    maxStops: 16,
  },
  "lm-studio": {
    ...generic,
    names: named("topK", "repeatPenalty"),
    jsonFormat: "schema-only",
    namesTool: false,
    maxStops: 16,
    lacks: { ...generic.lacks, logprobs: "LM Studio gives no log probabilities." },
  },
  tgi: {
    ...generic,
    jsonFormat: "tgi",
    listsItsModels: false,
    lacks: {
      ...generic.lacks,
      embed: "TGI writes replies only.",
      logitBias: "TGI ignores logit_bias.",
    },
  },
  repartee: {
    ...generic,
    names: named("topK", "minP", "xtcProbability", "xtcThreshold", "repeatPenalty"),
    unlimitedCompletion: "absent",
    lacks: { replyPrefix: noPrefix },
  },
};
