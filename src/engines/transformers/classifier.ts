import { throwIfCancelled } from "../../core/abort.ts";
import { checkLabels, type ClassifyRequest, type ClassifyResult } from "../../core/classify.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { roomForReply } from "./context-limits.ts";
import { evaluationError } from "./evaluation-error.ts";
import { eventLoopTurn } from "./event-loop-turn.ts";
import type { Reading } from "./language-model.ts";
import { scoreLabels } from "./score-labels.ts";
import { throwIfClosed, type ModelDeps } from "./model-deps.ts";

/** Scores labels on a loaded model. */
export interface Classifier {
  /** @throws ReparteeError `invalid_request`, `context_length_exceeded`, `cancelled`, `model_unloaded`. */
  classify(request: ClassifyRequest, signal: AbortSignal): Promise<ClassifyResult>;
}

const action = "classify";

export function createClassifier(deps: ModelDeps): Classifier {
  const { model, tokenizer, prompts, limits, mutex, closed } = deps;

  async function run(request: ClassifyRequest, signal: AbortSignal): Promise<ClassifyResult> {
    const labels = request.labels.map((label) => tokenizer.encode(label));
    checkLabels(labels);
    const prompt = prompts.write(request.input, request.replyPrefix);
    const longest = Math.max(...labels.map(({ length }) => length));
    roomForReply({ ...prompt, tokenCount: prompt.tokenCount + longest }, limits);
    const leave = await mutex.acquire(signal, "answer");
    try {
      const { read, cachedTokens, parts } = await model.begin(prompt);
      let reading: Reading<unknown> | undefined;
      const step = async (before: unknown, ids: readonly number[]): Promise<Reading<unknown>> => {
        await eventLoopTurn();
        throwIfCancelled(signal, action);
        return await model.read(before, ids);
      };
      for (const part of parts) reading = await step(reading?.read ?? read, part);
      if (reading === undefined) throw new ReparteeError("internal", "A prompt was given no part to be read");
      const behindPrompt = reading;
      model.remember(behindPrompt.read, prompt.ids);
      const scores = await scoreLabels(labels, async (tokens) =>
        tokens.length === 0 ? behindPrompt.logits : (await step(behindPrompt.read, tokens)).logits,
      );
      return {
        labels: request.labels.map((label, index) => ({ label, probability: scores[index] ?? 0 })),
        usage: { promptTokens: prompt.tokenCount, completionTokens: 0, cachedTokens },
      };
    } finally {
      leave();
    }
  }

  return {
    async classify(request, callerSignal) {
      throwIfClosed(closed);
      throwIfCancelled(callerSignal, action);
      try {
        return await run(request, AbortSignal.any([callerSignal, closed]));
      } catch (thrown) {
        throw closed.aborted ? toReparteeError(closed.reason) : evaluationError(thrown);
      }
    },
  };
}
