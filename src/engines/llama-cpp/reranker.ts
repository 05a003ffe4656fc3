import type { LlamaModel, LlamaRankingContext } from "node-llama-cpp";
import { throwIfCancelled } from "../../core/abort.ts";
import type { RerankRequest, RerankResult } from "../../core/rerank.ts";
import { applyAdapter } from "./apply-adapter.ts";
import { createRunningCalls } from "./running-calls.ts";
import { throwIfClosed } from "./model-deps.ts";
import { runSteps } from "./run-steps.ts";
import type { Stepper } from "./stepper.ts";
import { tokenizeInSteps } from "./tokenize-in-steps.ts";

/** Scores documents one after the other on a context of its own, made when the first request comes. */
export interface Reranker {
  /** @throws ReparteeError `cancelled`, `generation_failed`. */
  rerank(request: RerankRequest, signal: AbortSignal): Promise<RerankResult>;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
  dispose(): Promise<void>;
}

export interface RerankerOptions {
  readonly contextSize: number;
  readonly threads: number;
  readonly closed: AbortSignal;
  /** As in `LoadOptions`. */
  readonly loraPath: string | undefined;
  /** Documents take turns with the steps of replies. */
  readonly stepper: Pick<Stepper, "run">;
}

/** Whether the file has the layer that turns a query with a document into one number. */
export function isReranker(model: LlamaModel): boolean {
  return model.fileInsights.supportsRanking;
}

export function createReranker(model: LlamaModel, options: RerankerOptions): Reranker {
  const { closed, loraPath, stepper, threads } = options;
  const contextSize = Math.min(options.contextSize, model.trainContextSize);
  const calls = createRunningCalls(closed);
  let context: Promise<LlamaRankingContext> | undefined;

  async function create(): Promise<LlamaRankingContext> {
    const created = await model.createRankingContext({ contextSize, batchSize: contextSize, threads });
    await applyAdapter(created, loraPath);
    return created;
  }

  async function rerank({ query, documents }: RerankRequest, callerSignal: AbortSignal): Promise<RerankResult> {
    throwIfClosed(closed);
    const signal = AbortSignal.any([callerSignal, closed]);
    const tokenize = (text: string) =>
      tokenizeInSteps(model, [text], { controlTokens: undefined, isPlain: true, signal });
    const ranking = await (context ??= create());
    const asked = await tokenize(query);
    const scores: number[] = [];
    let promptTokens = 0;
    for (const document of documents) {
      throwIfCancelled(signal, "rank documents");
      const tokens = await tokenize(document);
      promptTokens += asked.length + tokens.length;
      await runSteps(stepper, async () => {
        // A document that is longer than the window counts as its best part.
        scores.push(await ranking.rank(asked, tokens, { onOverflow: "maxChunk" }));
        return true;
      });
    }
    return { scores, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
  }

  return {
    rerank: (request, signal) => calls.run(rerank(request, signal)),
    idle: () => calls.idle(),
    async dispose() {
      await (await context)?.dispose();
    },
  };
}
