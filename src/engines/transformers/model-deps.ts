import type { Capabilities } from "../../core/capabilities.ts";
import { toReparteeError } from "../../core/errors.ts";
import type { defaultSampling } from "../../core/sampling.ts";
import type { ContextLimits } from "./context-limits.ts";
import type { LanguageModel } from "./language-model.ts";
import type { PromptWriter } from "./prompt-writer.ts";
import type { ReplyRules } from "./reply-sampling.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import type { Mutex } from "../../core/mutex.ts";

/** What every request to one loaded model that writes text works with. */
export interface ModelDeps {
  readonly model: LanguageModel;
  readonly tokenizer: TextTokenizer;
  readonly prompts: PromptWriter;
  readonly limits: ContextLimits;
  readonly capabilities: Capabilities;
  readonly sampling: typeof defaultSampling;
  readonly rules: ReplyRules;
  /** White space that a reply begins with is left out: the models that write it mean nothing by it. */
  readonly trimsStart: boolean;
  readonly mutex: Mutex;
  /** Aborted when the model is unloaded. */
  readonly closed: AbortSignal;
}

/** @throws ReparteeError `model_unloaded` when the model is not there any more. */
export function throwIfClosed(closed: AbortSignal): void {
  if (closed.aborted) throw toReparteeError(closed.reason);
}
