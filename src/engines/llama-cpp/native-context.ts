/**
 * llama.cpp's context as the binding holds it, which its types leave out. The binding's own way to a token takes a turn
 * of the event loop, two dozen closures and a copy of the whole conversation; this one takes the four calls that it ends
 * in (`step-batch.ts`).
 */
import type { LlamaContext, LlamaContextSequence, LlamaModel, SequenceEvaluateOptions, Token } from "node-llama-cpp";

/** One batch at a time: a new one must not be begun before the last was evaluated. */
export interface NativeContext {
  initBatch(tokens: number): void;
  /** @returns where in the batch each of the tokens is that a next one can be picked behind. */
  addToBatch(sequenceId: number, position: number, tokens: Uint32Array, pickedBehind: Uint32Array): Uint32Array;
  /** Evaluates the batch on a thread of Node's pool. */
  decodeBatch(): Promise<void>;
  /** Picks on a thread of Node's pool; -1 where there is nothing to pick from. */
  sampleToken(place: number, sampler: NativeSampler): Promise<number>;
  setThreads(threads: number): void;
}

/** Keeps what it has picked: its random numbers and penalties go on from there. */
export interface NativeSampler {
  applyConfig(config: object): void;
  dispose(): void;
}

interface NativeBindings {
  readonly AddonSampler: new (model: unknown) => NativeSampler;
}

/** Undefined where the binding looks different inside. */
export function nativeContextOf(context: LlamaContext): NativeContext | undefined {
  const native: unknown = Reflect.get(context, "_ctx");
  const calls = ["initBatch", "addToBatch", "decodeBatch", "sampleToken", "setThreads"];
  return hasMethods(native, calls) ? (native as NativeContext) : undefined;
}

/** Whether what a sequence holds can be kept true from outside of the binding. */
export function hasOpenState(sequence: LlamaContextSequence): boolean {
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

/** What was evaluated is in the sequence's cache from now on. */
export function noteEvaluated(sequence: LlamaContextSequence, tokens: readonly Token[]): void {
  const held = Reflect.get(sequence, "_contextTokens") as Token[];
  for (const token of tokens) held.push(token);
  Reflect.set(sequence, "_nextTokenIndex", sequence.nextTokenIndex + tokens.length);
}

/** To be disposed when the reply has ended. */
export function createNativeSampler(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  options: SequenceEvaluateOptions,
): NativeSampler {
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
