import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { TokenLogprob } from "../../core/generate-event.ts";
import type { ScoredToken, ScoreTextRequest, ScoreTextResult } from "../../core/tokens.ts";
import { placeInBatch } from "./batch-order.ts";
import { createRunningCalls } from "./running-calls.ts";
import { roomForReply } from "./check-prompt-length.ts";
import { throwIfClosed, type ModelDeps } from "./model-deps.ts";
import type { StepTask } from "./step-task.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Says how likely a loaded model finds each token of a text, each request on a slot of its own. */
export interface TextScorer {
  /** @throws ReparteeError `invalid_request`, `context_length_exceeded`, `cancelled`, `model_unloaded`. */
  score(request: ScoreTextRequest, signal: AbortSignal): Promise<ScoreTextResult>;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
}

export function createTextScorer(deps: ModelDeps): TextScorer {
  const calls = createRunningCalls(deps.closed);

  async function score({ input, top }: ScoreTextRequest, callerSignal: AbortSignal): Promise<ScoreTextResult> {
    throwIfClosed(deps.closed);
    const signal = AbortSignal.any([callerSignal, deps.closed]);
    const { tokens } = await deps.prompts.tokenize(input, { signal });
    if (tokens.length === 0) throw new ReparteeError("invalid_request", "Cannot score a text without a token");
    roomForReply(tokens.length, deps.contextSize);
    // What a cache holds has no probabilities any more: every token is evaluated.
    const slot = await deps.slots.take([], signal);
    try {
      const task = createScoring({ sequence: slot.sequence, tokens, top, vocabulary: deps.vocabulary, signal });
      await deps.stepper.run(task);
      const scored = task.outcome();
      // The token that the engine put in front is none of the text's.
      const isOwn = input.tokens !== undefined || tokens[0] !== deps.model.tokens.bos || !deps.addsBos;
      return {
        tokens: isOwn ? scored : scored.slice(1),
        usage: { promptTokens: tokens.length, completionTokens: 0, cachedTokens: 0 },
      };
    } finally {
      deps.slots.give(slot);
    }
  }

  return {
    score: (request, signal) => calls.run(score(request, signal)),
    idle: () => calls.idle(),
  };
}

interface ScoringOptions {
  readonly sequence: LlamaContextSequence;
  readonly tokens: readonly Token[];
  readonly top: number;
  readonly vocabulary: Vocabulary;
  readonly signal: AbortSignal;
}

function createScoring({ sequence, tokens, top, vocabulary, signal }: ScoringOptions): StepTask & {
  outcome(): readonly ScoredToken[];
} {
  const scored: ScoredToken[] = tokens.slice(0, 1).map((token) => ({ ...describe(token), top: [] }));
  let position = 0;
  let error: ReparteeError | undefined;

  function describe(token: Token): Omit<TokenLogprob, "logprob"> {
    return { token: vocabulary.text(token), bytes: vocabulary.bytes(token) };
  }

  function fail(thrown: unknown): void {
    error = toReparteeError(thrown, "generation_failed");
  }

  /** Evaluates a chunk and keeps what each of its tokens says of the one behind it. */
  async function read(limit: number): Promise<void> {
    const chunk = tokens.slice(position, position + Math.max(1, limit));
    const followers = tokens.slice(position + 1, position + 1 + chunk.length);
    const outputs = await sequence.controlledEvaluate(
      chunk.map((token, index) => {
        const next = followers[index];
        return next === undefined ? token : askFor(token, next, top);
      }),
      { evaluationPriority: placeInBatch(sequence) },
    );
    for (const [index, token] of followers.entries()) {
      const { logits, totalLogitWeight = 1 } = outputs[index]?.next ?? {};
      // The binding sorts them, likeliest first.
      const entries = [...(logits ?? [])];
      const logWeight = Math.log(totalLogitWeight) + (entries[0]?.[1] ?? 0);
      const logprob = (logit: number): number => Math.min(0, logit - logWeight);
      scored.push({
        ...describe(token),
        logprob: logprob(logits?.get(token) ?? -Infinity),
        top: entries.slice(0, top).map(([other, logit]) => ({ ...describe(other), logprob: logprob(logit) })),
      });
    }
    position += chunk.length;
  }

  return {
    isGenerating: false,
    isReady: true,
    // Between steps: what a context holds must not change while it evaluates.
    begin: () => sequence.clearHistory().catch((thrown: unknown) => fail(thrown)),
    get pendingPromptTokens() {
      return signal.aborted ? 0 : tokens.length - position;
    },
    get promptTokensRead() {
      return position;
    },
    async step(promptTokenLimit) {
      try {
        if (signal.aborted) throw new ReparteeError("cancelled", "Cannot score a text: the request was cancelled");
        if (error !== undefined) return true;
        await read(promptTokenLimit);
        return position >= tokens.length;
      } catch (thrown) {
        fail(thrown);
        return true;
      }
    },
    outcome() {
      if (error !== undefined) throw error;
      return scored;
    },
  };
}

function askFor(token: Token, next: Token, top: number): ControlledEvaluateInputItem {
  const logits = { filter: { tokens: [next], includeTop: Math.max(1, top) } };
  return [token, { generateNext: { logits, totalLogitWeight: true, options: { temperature: 0, topK: 0, topP: 1 } } }];
}
