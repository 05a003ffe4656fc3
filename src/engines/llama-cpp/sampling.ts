import { withDefaults } from "../../core/with-defaults.ts";
import { TokenBias } from "node-llama-cpp";
import type { LlamaModel, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import { defaultSampling } from "../../core/sampling.ts";
import type { SamplingOptions } from "../../core/sampling.ts";
import type { Warning } from "../../core/warning.ts";

/** `repeatPenalty` looks at this many of the reply's last tokens: llama.cpp's own default. */
const repeatPenaltyWindow = 64;
/** Presence and frequency penalties look at up to this many; the sampler keeps a ring of this size. */
const occurrencePenaltyWindow = 1024;
/** A bias of this size or more means "always", and its negative "never", as in OpenAI's interface. */
const absoluteBias = 100;

/** Sampling as every step of one reply uses it. */
export interface ResolvedSampling extends Required<Omit<SamplingOptions, "logitBias">> {
  readonly tokenBias: TokenBias | undefined;
  readonly warnings: readonly Warning[];
}

/** Fills in defaults and draws a seed where none was given, so that the reply is one random stream from start to end. */
export function resolveSampling(
  options: SamplingOptions = {},
  { model, sampling }: { readonly model: LlamaModel; readonly sampling: SamplingOptions },
): ResolvedSampling {
  const { logitBias, seed = drawSeed(), ...given } = options;
  return {
    ...withDefaults<typeof defaultSampling>(defaultSampling, sampling, given),
    seed,
    ...resolveBias(logitBias, model),
  };
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

function resolveBias(
  logitBias: SamplingOptions["logitBias"],
  model: LlamaModel,
): { tokenBias: TokenBias | undefined; warnings: Warning[] } {
  const entries = Object.entries(logitBias ?? {});
  if (entries.length === 0) return { tokenBias: undefined, warnings: [] };
  const tokenBias = TokenBias.for(model);
  const endTokens: number[] = [];
  for (const [key, bias] of entries) {
    // The branded type is the binding's way to separate ids from numbers; an id outside the vocabulary never occurs.
    const token = Number(key) as Token;
    if (model.isEogToken(token)) endTokens.push(token);
    else tokenBias.set(token, bias <= -absoluteBias ? "never" : { logit: bias });
  }
  const warnings: Warning[] =
    endTokens.length === 0
      ? []
      : [
          {
            kind: "approximated",
            feature: "logit_bias",
            detail: `Tokens that end a reply cannot be biased: ${endTokens.join(", ")} left out`,
          },
        ];
  return { tokenBias, warnings };
}

/** @throws ReparteeError `invalid_request` when a biased token is not one of the model's. */
export function checkBiasedTokens(logitBias: SamplingOptions["logitBias"], vocabularySize: number | undefined): void {
  if (vocabularySize === undefined) return;
  const foreign = Object.keys(logitBias ?? {}).find((id) => Number(id) >= vocabularySize);
  if (foreign === undefined) return;
  const message = `Cannot bias token ${foreign}: this model's tokens are 0 to ${vocabularySize - 1}`;
  throw new ReparteeError("invalid_request", message, {
    param: "logit_bias",
    hint: "Token ids belong to one model; look them up with its own tokenizer.",
  });
}

/**
 * The options of the binding's `evaluate`. `replyTokens` is read at each step and must be the live list of the
 * reply's tokens.
 */
export function evaluateOptions(sampling: ResolvedSampling, replyTokens: readonly Token[]): SequenceEvaluateOptions {
  return {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    minP: sampling.minP,
    ...(sampling.xtcProbability > 0
      ? { xtc: { probability: sampling.xtcProbability, threshold: sampling.xtcThreshold } }
      : {}),
    seed: sampling.seed,
    yieldEogToken: true,
    ...penaltyOptions(sampling, replyTokens),
    tokenBias: sampling.tokenBias,
  };
}

/** The part of the sampling options that both ways of evaluating share. */
export function penaltyOptions(
  sampling: ResolvedSampling,
  replyTokens: readonly Token[],
): Pick<SequenceEvaluateOptions, "repeatPenalty"> {
  const { repeatPenalty, presencePenalty, frequencyPenalty } = sampling;
  const countsOccurrences = presencePenalty !== 0 || frequencyPenalty !== 0;
  if (repeatPenalty === 1 && !countsOccurrences) return {};
  const window = countsOccurrences ? occurrencePenaltyWindow : repeatPenaltyWindow;
  return {
    repeatPenalty: {
      punishTokens: () => replyTokens.slice(-window),
      maxPunishTokens: window,
      penalty: repeatPenalty,
      presencePenalty,
      frequencyPenalty,
    },
  };
}
