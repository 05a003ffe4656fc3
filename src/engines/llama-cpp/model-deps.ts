import { toReparteeError } from "../../core/errors.ts";
import type { LlamaModel } from "node-llama-cpp";
import type { SamplingOptions } from "../../core/sampling.ts";
import type { GrammarBuilder } from "./grammar.ts";
import type { PromptTokenizer } from "./prompt.ts";
import type { SharedPrefixes } from "./shared-prefixes.ts";
import type { Slots } from "./slots.ts";
import type { StepBatch } from "./step-batch.ts";
import type { Stepper } from "./stepper.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What every request to one loaded model works with. */
export interface ModelDeps {
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
  /** Tokens that one slot can hold, prompt and reply together. */
  readonly contextSize: number;
  readonly prompts: PromptTokenizer;
  /** Whether a token is put in front of every text. */
  readonly addsBos: boolean;
  readonly grammars: GrammarBuilder;
  /** What a request gets where it names no value. */
  readonly sampling: SamplingOptions;
  readonly slots: Slots;
  readonly prefixes: SharedPrefixes;
  readonly stepper: Stepper;
  /** Absent where the binding has to evaluate. */
  readonly batch: StepBatch | undefined;
  /** Aborted when the model is unloaded. */
  readonly closed: AbortSignal;
  readonly now: () => number;
}

/** @throws ReparteeError `model_unloaded` when the model is not there any more. */
export function throwIfClosed(closed: AbortSignal): void {
  if (closed.aborted) throw toReparteeError(closed.reason);
}
