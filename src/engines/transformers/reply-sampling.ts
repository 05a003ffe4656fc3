import { withDefaults } from "../../core/with-defaults.ts";
import { defaultSampling, type SamplingOptions } from "../../core/sampling.ts";
import { firstNumber, idsAt } from "./config-values.ts";
import type { ModelFamily } from "./families.ts";
import type { ModelFolder } from "./model-folder.ts";

/** Sampling of one reply, all decided. */
export interface ReplySampling extends Required<Omit<SamplingOptions, "logitBias">> {
  readonly logitBias: ReadonlyMap<number, number>;
}

/** Sampling defaults of a repository that apply to every reply. */
export interface ReplyRules {
  /** Tokens that end a reply. */
  readonly endIds: ReadonlySet<number>;
  /** The reply does not end before it has as many tokens. */
  readonly minTokens: number;
  /** No run of as many tokens occurs twice in a reply; 0 is off. */
  readonly noRepeatRun: number;
}

/** What requests to a model get that name nothing: general defaults, the family's, then the repository's own. */
export function modelSampling({ sampling }: ModelFamily, { generation }: ModelFolder): typeof defaultSampling {
  const numbers = generation["do_sample"] === true ? sampledKeys : {};
  const own = Object.entries({ ...numbers, repeatPenalty: "repetition_penalty" }).flatMap(([name, key]) => {
    const value = firstNumber(generation, [key]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return withDefaults(defaultSampling, sampling, Object.fromEntries(own));
}

const sampledKeys = { temperature: "temperature", topK: "top_k", topP: "top_p", minP: "min_p" };

export function replyRules({ generation }: ModelFolder, eosId: number | undefined): ReplyRules {
  const ids = idsAt(generation, "eos_token_id");
  const isEncoded = generation["is_encoder_decoder"] === true;
  // Counts the prompt with the reply, which for an encoder-decoder is the one token that every reply starts behind.
  const minLength = firstNumber(generation, ["min_length"]) ?? 0;
  return {
    endIds: new Set([...ids, ...(eosId === undefined ? [] : [eosId])]),
    minTokens: firstNumber(generation, ["min_new_tokens"]) ?? (isEncoded ? minLength - 1 : 0),
    noRepeatRun: firstNumber(generation, ["no_repeat_ngram_size"]) ?? 0,
  };
}

/** Fills in defaults and draws a seed where none was given, so that the reply is one random stream from start to end. */
export function resolveSampling(options: SamplingOptions = {}, defaults: typeof defaultSampling): ReplySampling {
  const { logitBias = {}, seed = drawSeed(), ...given } = options;
  const bias = Object.entries(logitBias).map(([id, value]) => [Number(id), value] as const);
  return { ...withDefaults(defaults, given), seed, logitBias: new Map(bias) };
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
