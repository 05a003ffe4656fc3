/**
 * What the tasks of one step ask for, in one call of llama.cpp: their prompts' next parts and their last tokens, in the
 * order of their sequences (`batch-order.ts`). Invariant: meanwhile nothing else evaluates on the context or changes what
 * its sequences hold. The stepper keeps it, as all that does so is in a task's `step` or its `begin`; the binding's own
 * lock is not held.
 */
import type { LlamaContext, LlamaContextSequence, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import { placeInBatch } from "./batch-order.ts";
import {
  hasWritableState,
  nativeContextOf,
  recordEvaluated,
  sequenceIdOf,
  type NativeContext,
  type NativeSampler,
} from "./native-context.ts";

export interface StepBatch {
  /**
   * Evaluates `tokens`, not empty, behind what `sequence` holds. All calls of one turn of the event loop are evaluated
   * together, and more than fits in one batch in several.
   * @returns what `sampler` samples behind the last of them; undefined without one.
   */
  evaluate(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    sampler?: NativeSampler,
  ): Promise<Token | undefined>;
}

interface PendingEvaluation {
  readonly sequence: LlamaContextSequence;
  readonly tokens: readonly Token[];
  readonly sampler: NativeSampler | undefined;
  resolve(sampled: Token | undefined): void;
  reject(error: unknown): void;
}

/** Some of an evaluation's tokens, in one batch. */
interface Part {
  readonly evaluation: PendingEvaluation;
  readonly tokens: readonly Token[];
  readonly isLast: boolean;
}

/** @returns undefined where sequences have to be evaluated by the binding: it has other internals, or keeps checkpoints of them. */
export function createStepBatch(
  context: LlamaContext,
  sequences: readonly LlamaContextSequence[],
): StepBatch | undefined {
  const native = nativeContextOf(context);
  if (native === undefined) return undefined;
  if (!sequences.every((sequence) => hasWritableState(sequence) && !sequence.needsCheckpoints)) return undefined;
  let waiting: PendingEvaluation[] = [];

  async function evaluateWaiting(from: NativeContext): Promise<void> {
    const asked = waiting;
    waiting = [];
    try {
      for (const parts of batchesOf(asked, context.batchSize)) await evaluateParts(from, parts, threadsOf(context));
    } catch (thrown) {
      for (const { reject } of asked) reject(thrown);
    }
  }

  return {
    evaluate(sequence, tokens, sampler) {
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) queueMicrotask(() => void evaluateWaiting(native));
        waiting.push({ sequence, tokens, sampler, resolve, reject });
      });
    },
  };
}

function* batchesOf(asked: readonly PendingEvaluation[], batchSize: number): Generator<readonly Part[]> {
  let parts: Part[] = [];
  let room = batchSize;
  for (const one of asked.toSorted((a, b) => placeInBatch(a.sequence) - placeInBatch(b.sequence))) {
    for (let start = 0; start < one.tokens.length;) {
      const tokens = one.tokens.slice(start, start + room);
      start += tokens.length;
      room -= tokens.length;
      parts.push({ evaluation: one, tokens, isLast: start === one.tokens.length });
      if (room > 0) continue;
      yield parts;
      parts = [];
      room = batchSize;
    }
  }
  if (parts.length > 0) yield parts;
}

async function evaluateParts(native: NativeContext, parts: readonly Part[], threads: number): Promise<void> {
  native.initBatch(parts.reduce((sum, { tokens }) => sum + tokens.length, 0));
  const indexes = parts.map(({ evaluation, tokens, isLast }) => {
    const logits = isLast && evaluation.sampler !== undefined ? [tokens.length - 1] : [];
    const { nextTokenIndex } = evaluation.sequence;
    const id = sequenceIdOf(evaluation.sequence);
    return native.addToBatch(id, nextTokenIndex, Uint32Array.from(tokens), Uint32Array.from(logits))[0];
  });
  native.setThreads(threads);
  await native.decodeBatch();
  for (const { evaluation, tokens } of parts) recordEvaluated(evaluation.sequence, tokens);
  const ended = parts.map(({ evaluation, isLast }, index) =>
    isLast ? sample(native, evaluation, indexes[index]) : undefined,
  );
  await Promise.all(ended);
}

/** Settles an evaluation with the sampled token. Never throws. */
async function sample(
  native: NativeContext,
  evaluation: PendingEvaluation,
  batchIndex: number | undefined,
): Promise<void> {
  const { sampler, resolve, reject } = evaluation;
  if (sampler === undefined || batchIndex === undefined) return resolve(undefined);
  try {
    const sampled = await native.sampleToken(batchIndex, sampler);
    if (sampled >= 0) resolve(sampled as Token);
    else reject(new ReparteeError("generation_failed", "Cannot answer: the model gave no next token"));
  } catch (thrown) {
    reject(thrown);
  }
}

/** As many as the controller allows at the moment; the library's 0 is "any number". */
function threadsOf({ model, idealThreads }: LlamaContext): number {
  const { maxThreads } = model.llama;
  return maxThreads === 0 ? idealThreads : Math.min(idealThreads, maxThreads);
}
