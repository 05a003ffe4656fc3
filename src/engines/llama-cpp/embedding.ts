import type { LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import { throwIfClosed } from "./model-deps.ts";

/** Embeds texts one after the other on a context of its own, made when the first text comes. */
export interface Embedder {
  /** @throws ReparteeError `cancelled`, `generation_failed`. */
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult>;
  dispose(): Promise<void>;
}

/** Room for the tokens that the binding adds at both ends. */
const addedTokens = 2;

export function createEmbedder(
  model: LlamaModel,
  options: { readonly contextSize: number; readonly threads: number; readonly closed: AbortSignal },
): Embedder {
  let context: Promise<LlamaEmbeddingContext> | undefined;

  function open(): Promise<LlamaEmbeddingContext> {
    const contextSize = Math.min(options.contextSize, model.trainContextSize);
    context ??= model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: options.threads });
    return context;
  }

  /** A text longer than the window is cut into parts of equal length, and their vectors averaged by length. */
  async function embedText(
    embedding: LlamaEmbeddingContext,
    tokens: readonly Token[],
    window: number,
  ): Promise<Float32Array> {
    const parts = Math.max(1, Math.ceil(tokens.length / window));
    const partLength = Math.ceil(tokens.length / parts);
    const sum = new Float32Array(model.embeddingVectorSize);
    for (let part = 0; part < parts; part += 1) {
      const chunk = tokens.slice(part * partLength, (part + 1) * partLength);
      const { vector } = await embedding.getEmbeddingFor(chunk);
      for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value * chunk.length;
    }
    return toUnitVector(sum);
  }

  return {
    async embed(request, signal) {
      throwIfClosed(options.closed);
      const embedding = await open();
      const window = Math.min(options.contextSize, model.trainContextSize) - addedTokens;
      const vectors: Float32Array[] = [];
      let promptTokens = 0;
      for (const text of request.texts) {
        throwIfClosed(options.closed);
        if (signal.aborted) throw new ReparteeError("cancelled", "Cannot embed: the request was cancelled");
        const tokens = model.tokenize(text);
        promptTokens += tokens.length;
        vectors.push(await embedText(embedding, tokens, window));
      }
      return { vectors, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
    },
    async dispose() {
      await (await context)?.dispose();
    },
  };
}
