import type {
  ControlledEvaluateInputItem,
  LlamaContextSequence,
  LlamaGrammarEvaluationState,
  Token,
} from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import { pickCandidate } from "../../core/pick-candidate.ts";
import type { Candidate } from "../../core/pick-candidate.ts";
import { seededRandom } from "../../core/seeded-random.ts";
import { placeInBatch } from "./batch-order.ts";
import { createNativeSampler } from "./native-context.ts";
import { evaluateOptions, penaltyOptions } from "./sampling.ts";
import type { ResolvedSampling } from "./sampling.ts";
import type { StepBatch } from "./step-batch.ts";

/** A generated token, with what was likely in its place when that was asked for. */
export interface SampledToken {
  readonly token: Token;
  /** Natural logarithm of its probability; present when alternatives were asked for. */
  readonly logprob?: number;
  /** Likeliest first. */
  readonly alternatives?: readonly Candidate[];
}

/** Generates one token at a time on one sequence. */
export interface TokenSource {
  next(): Promise<SampledToken>;
  close(): Promise<void>;
}

export interface TokenSourceOptions {
  /** Evaluates in one batch with the others; absent where the binding has to, and with `alternatives`. */
  readonly batch?: StepBatch | undefined;
  readonly sequence: LlamaContextSequence;
  /** The end of the prompt, not yet evaluated; not empty. */
  readonly promptRest: readonly Token[];
  readonly sampling: ResolvedSampling;
  /** The live list of the reply's tokens. */
  readonly replyTokens: readonly Token[];
  readonly grammar?: LlamaGrammarEvaluationState;
  /** How many alternatives to report for each token; absent: none. */
  readonly alternatives?: number;
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { batch, alternatives, grammar } = options;
  if (alternatives !== undefined && grammar === undefined) return createRawSource(options, alternatives);
  if (alternatives === undefined && batch !== undefined) return createBatchSource(options, batch);
  return createNativeSource(options);
}

/** The sampler remembers the reply's tokens itself, so it is configured once. */
function createBatchSource(
  { sequence, promptRest, sampling, grammar }: TokenSourceOptions,
  batch: StepBatch,
): TokenSource {
  const sampler = createNativeSampler(sequence, {
    ...evaluateOptions(sampling, []),
    grammarEvaluationState: grammar,
  });
  let pending = promptRest;
  return {
    async next() {
      const token = await batch.evaluate(sequence, pending, sampler);
      if (token === undefined) throw new ReparteeError("internal", "A step evaluated a reply and sampled no token");
      pending = [token];
      return { token };
    },
    async close() {
      sampler.dispose();
    },
  };
}

/** The binding evaluates and samples. With a grammar and alternatives, the probabilities are those after the grammar. */
function createNativeSource({
  sequence,
  promptRest,
  sampling,
  replyTokens,
  grammar,
  alternatives,
}: TokenSourceOptions): TokenSource {
  const options = {
    ...evaluateOptions(sampling, replyTokens),
    grammarEvaluationState: grammar,
    evaluationPriority: placeInBatch(sequence),
  };
  const metadata = { probabilities: alternatives !== undefined };
  const iterator = sequence.evaluateWithMetadata([...promptRest], metadata, options);

  return {
    async next() {
      const { value, done } = await iterator.next();
      if (done === true || value === undefined)
        throw new ReparteeError("generation_failed", "Cannot answer: the model gave no next token");
      const { token, probabilities } = value as { token: Token; probabilities?: Map<Token, number> };
      if (alternatives === undefined || probabilities === undefined) return { token };
      return {
        token,
        logprob: toLogprob(probabilities.get(token) ?? 0),
        alternatives: mostProbable(probabilities, alternatives),
      };
    },
    async close() {
      await iterator.return();
    },
  };
}

/** Candidates fetched for sampling: more than any sensible top-k, far fewer than a vocabulary. */
const sampledCandidates = 256;

/** The binding gives the raw distribution at each place; the pick is ours. */
function createRawSource(
  { sequence, promptRest, sampling, replyTokens }: TokenSourceOptions,
  alternatives: number,
): TokenSource {
  const random = seededRandom(sampling.seed);
  const fetched = Math.max(alternatives, sampling.temperature > 0 ? sampledCandidates : 1);
  let pending: readonly Token[] = promptRest;

  return {
    async next() {
      const item = ([token]: [Token]): ControlledEvaluateInputItem => [
        token,
        {
          generateNext: {
            token: true,
            logits: { filter: { tokens: [], includeTop: fetched } },
            totalLogitWeight: true,
            options: {
              temperature: 0,
              ...penaltyOptions(sampling, replyTokens),
              tokenBias: sampling.tokenBias,
            },
          },
        },
      ];
      const last = pending.at(-1);
      if (last === undefined) throw new ReparteeError("internal", "A token source was given no token to go on from");
      const outputs = await sequence.controlledEvaluate([...pending.slice(0, -1), item([last])], {
        evaluationPriority: placeInBatch(sequence),
      });
      const next = outputs.at(-1)?.next;
      const candidates = normalize(next?.logits, next?.totalLogitWeight);
      const picked = pickCandidate(candidates, sampling, random);
      if (picked === undefined)
        throw new ReparteeError("generation_failed", "Cannot answer: the model gave no next token");
      // Ids come from the binding's own map; only the brand was lost on the way.
      const token = picked.token as Token;
      pending = [token];
      return { token, logprob: picked.logprob, alternatives: candidates.slice(0, alternatives) };
    },
    async close() {},
  };
}

/** Logits, likeliest first, as log probabilities: `weight` is the sum of `exp(logit - largest)` over the vocabulary. */
function normalize(logits: Map<Token, number> | undefined, weight: number | undefined): Candidate[] {
  if (logits === undefined || weight === undefined) return [];
  const entries = [...logits];
  const largest = entries[0]?.[1] ?? 0;
  const logWeight = Math.log(weight);
  return entries.map(([token, logit]) => ({ token, logprob: Math.min(0, logit - largest - logWeight) }));
}

function mostProbable(probabilities: Map<Token, number>, count: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [token, probability] of probabilities) {
    if (candidates.length >= count || probability <= 0) break;
    candidates.push({ token, logprob: toLogprob(probability) });
  }
  return candidates;
}

/** The logarithm of a probability, bounded so that it stays a number in JSON. */
function toLogprob(probability: number): number {
  return Math.min(0, Math.log(Math.max(probability, Number.MIN_VALUE)));
}
