import { checkLabels, type ClassifyRequest, type ClassifyResult } from "../../core/classify.ts";
import { createRunningCalls } from "./running-calls.ts";
import { roomForReply } from "./check-prompt-length.ts";
import { createClassification } from "./classification.ts";
import { openPrompt } from "./prompt-reader.ts";
import { throwIfClosed } from "./model-deps.ts";
import type { ModelDeps } from "./model-deps.ts";

/** Scores labels on a loaded model, each request on a slot of its own. */
export interface Classifier {
  /** @throws ReparteeError `invalid_request`, `context_length_exceeded`, `cancelled`, `model_unloaded`. */
  classify(request: ClassifyRequest, signal: AbortSignal): Promise<ClassifyResult>;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
}

export function createClassifier(deps: ModelDeps): Classifier {
  const calls = createRunningCalls(deps.closed);

  async function classify(request: ClassifyRequest, callerSignal: AbortSignal): Promise<ClassifyResult> {
    throwIfClosed(deps.closed);
    const signal = AbortSignal.any([callerSignal, deps.closed]);
    const labels = request.labels.map((label) => deps.model.tokenize(label, false));
    checkLabels(labels);
    const { tokens } = await deps.prompts.tokenize(request.input, { replyPrefix: request.replyPrefix, signal });
    const longest = Math.max(...labels.map(({ length }) => length));
    roomForReply(tokens.length + longest, deps.contextSize);
    const slot = await deps.slots.take(tokens, signal);
    try {
      const prompt = openPrompt(slot.sequence, tokens, deps.prefixes);
      const classification = createClassification({ sequence: slot.sequence, prompt, labels, signal });
      await deps.stepper.run(classification);
      const probabilities = classification.outcome();
      return {
        labels: request.labels.map((label, index) => ({ label, probability: probabilities[index] ?? 0 })),
        usage: { promptTokens: prompt.totalTokens, completionTokens: 0, cachedTokens: prompt.cachedTokens() },
      };
    } finally {
      deps.prefixes.leave(slot.sequence);
      deps.slots.give(slot);
    }
  }

  return {
    classify: (request, signal) => calls.run(classify(request, signal)),
    idle: () => calls.idle(),
  };
}
