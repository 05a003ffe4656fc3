/**
 * llama.cpp's context as the binding holds it, which its types leave out. The binding's own evaluation takes a turn of
 * the event loop, locks and a copy of the conversation's tokens for each token; these are the calls that it ends in
 * (`step-batch.ts`).
 */
import type { LlamaContext, LlamaContextSequence, SequenceEvaluateOptions, Token } from "node-llama-cpp";

/** One batch at a time: a new one must not be begun before the last was evaluated. */
export interface NativeContext {
  initBatch(tokens: number): void;
  /**
   * @param logitIndexes which of `tokens` keep their logits.
   * @returns the batch index of each of those.
   */
  addToBatch(sequenceId: number, position: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
  /** Evaluates the batch on a thread of Node's pool. */
  decodeBatch(): Promise<void>;
  /** Samples on a thread of Node's pool; -1 where there are no logits. */
  sampleToken(batchIndex: number, sampler: NativeSampler): Promise<number>;
  setThreads(threads: number): void;
}

/** Remembers what it has sampled: random numbers and penalties continue from there. */
export interface NativeSampler {
  applyConfig(config: object): void;
  dispose(): void;
}

interface NativeBindings {
  readonly AddonSampler: new (model: unknown) => NativeSampler;
}

/** Undefined where this version of the binding has other internals. */
export function nativeContextOf(context: LlamaContext): NativeContext | undefined {
  const native: unknown = Reflect.get(context, "_ctx");
  const calls = ["initBatch", "addToBatch", "decodeBatch", "sampleToken", "setThreads"];
  return hasMethods(native, calls) ? (native as NativeContext) : undefined;
}

/** Whether the binding's record of what a sequence holds can be updated from here. */
export function hasWritableState(sequence: LlamaContextSequence): boolean {
  return (
    typeof Reflect.get(sequence, "_sequenceId") === "number" &&
    typeof Reflect.get(sequence, "_nextTokenIndex") === "number" &&
    Array.isArray(Reflect.get(sequence, "_contextTokens")) &&
    hasMethods(sequence, ["_resolveSamplerConfig"])
  );
}

export function sequenceIdOf(sequence: LlamaContextSequence): number {
  return Reflect.get(sequence, "_sequenceId") as number;
}

/** Records that `tokens` are in the sequence's cache now. */
export function recordEvaluated(sequence: LlamaContextSequence, tokens: readonly Token[]): void {
  const held = Reflect.get(sequence, "_contextTokens") as Token[];
  for (const token of tokens) held.push(token);
  Reflect.set(sequence, "_nextTokenIndex", sequence.nextTokenIndex + tokens.length);
}

/** To be disposed when the reply has ended. */
export function createNativeSampler(sequence: LlamaContextSequence, options: SequenceEvaluateOptions): NativeSampler {
  const { model } = sequence;
  const { AddonSampler } = Reflect.get(model.llama, "_bindings") as NativeBindings;
  const sampler = new AddonSampler(Reflect.get(model, "_model"));
  const resolveConfig = Reflect.get(sequence, "_resolveSamplerConfig") as (options: SequenceEvaluateOptions) => object;
  sampler.applyConfig(resolveConfig.call(sequence, options));
  return sampler;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === "object" && value !== null && names.every((name) => typeof Reflect.get(value, name) === "function")
  );
}
