import type { LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { throwIfCancelled } from "../../core/abort.ts";
import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import { applyAdapter } from "./apply-adapter.ts";
import { createRunningCalls } from "./running-calls.ts";
import { throwIfClosed } from "./model-deps.ts";
import { runSteps } from "./run-steps.ts";
import type { Stepper } from "./stepper.ts";
import { tokenizeInSteps } from "./tokenize-in-steps.ts";

/** Embeds texts one after the other on a context of its own, made when the first text comes. */
export interface Embedder {
  /** @throws ReparteeError `cancelled`, `generation_failed`. */
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult>;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
  dispose(): Promise<void>;
}

export interface EmbedderOptions {
  readonly contextSize: number;
  readonly threads: number;
  readonly closed: AbortSignal;
  /** As in `LoadOptions`. */
  readonly loraPath: string | undefined;
  /** Steps of embedding take turns with those of replies. */
  readonly stepper: Pick<Stepper, "run">;
}

/** Room for the tokens that the binding adds at both ends. */
const addedTokens = 2;
/**
 * Tokens of a part, which is one native call, in a model that also writes replies: longer parts would keep those
 * waiting. A model made for embedding takes its whole window: its vectors are trained on that, and nobody waits.
 */
const partBesideReplies = 256;

export function createEmbedder(model: LlamaModel, options: EmbedderOptions): Embedder {
  const { closed, loraPath, stepper, threads } = options;
  const window = windowOf(model, options.contextSize);
  const calls = createRunningCalls(closed);
  let context: Promise<LlamaEmbeddingContext> | undefined;

  async function create(): Promise<LlamaEmbeddingContext> {
    const contextSize = window + addedTokens;
    const created = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads });
    await applyAdapter(created, loraPath);
    return created;
  }

  /** A text longer than the window is cut into parts of equal length, and their vectors averaged by length. */
  async function embedText(tokens: readonly Token[], signal: AbortSignal): Promise<Float32Array> {
    const embedding = await (context ??= create());
    const parts = Math.max(1, Math.ceil(tokens.length / window));
    const partLength = Math.ceil(tokens.length / parts);
    const sum = new Float32Array(model.embeddingVectorSize);
    let part = 0;
    await runSteps(stepper, async () => {
      throwIfCancelled(signal, "embed texts");
      const chunk = tokens.slice(part * partLength, (part + 1) * partLength);
      const { vector } = await embedding.getEmbeddingFor(chunk);
      for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value * chunk.length;
      part += 1;
      return part === parts;
    });
    return toUnitVector(sum);
  }

  async function embed(request: EmbedRequest, callerSignal: AbortSignal): Promise<EmbedResult> {
    throwIfClosed(closed);
    const signal = AbortSignal.any([callerSignal, closed]);
    const vectors: Float32Array[] = [];
    let promptTokens = 0;
    for (const text of request.texts) {
      throwIfCancelled(signal, "embed texts");
      const tokens = await tokenizeInSteps(model, [text], { controlTokens: undefined, isPlain: true, signal });
      promptTokens += tokens.length;
      vectors.push(await embedText(tokens, signal));
    }
    return { vectors, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
  }

  return {
    embed: (request, signal) => calls.run(embed(request, signal)),
    idle: () => calls.idle(),
    async dispose() {
      await (await context)?.dispose();
    },
  };
}

function windowOf(model: LlamaModel, contextSize: number): number {
  const window = Math.min(contextSize, model.trainContextSize) - addedTokens;
  return isMadeForEmbedding(model) ? window : Math.min(window, partBesideReplies);
}

/** Only files of embedding models say how the vectors of tokens become that of a text. */
function isMadeForEmbedding({ architecture, fileInfo }: LlamaModel): boolean {
  const metadata: Readonly<Record<string, unknown>> = { ...fileInfo.metadata };
  const own = metadata[architecture];
  return typeof own === "object" && own !== null && "pooling_type" in own;
}
