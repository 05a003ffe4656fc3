import { throwIfCancelled } from "../../core/abort.ts";
import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import { evaluationError } from "./evaluation-error.ts";
import { eventLoopTurn } from "./event-loop-turn.ts";
import {
  evaluate,
  floatsOf,
  maskTensor,
  rowTensor,
  type Library,
  type PreTrainedModel,
  type Tensor,
} from "./library.ts";
import { poolRows, type Pooling } from "./pooling.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import type { Mutex } from "../../core/mutex.ts";
import { throwIfClosed } from "./model-deps.ts";

/** Embeds texts one after the other. */
export interface Embedder {
  /** @throws ReparteeError `cancelled`, `generation_failed`, `model_unloaded`. */
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult>;
}

export interface EmbedderOptions {
  readonly library: Library;
  readonly model: PreTrainedModel;
  readonly tokenizer: TextTokenizer;
  readonly pooling: Pooling;
  /** Tokens that the graph takes at once. */
  readonly windowTokens: number;
  readonly mutex: Mutex;
  readonly closed: AbortSignal;
}

export function createEmbedder(options: EmbedderOptions): Embedder {
  const { library, model, tokenizer, pooling, mutex, closed } = options;
  const { before, behind } = tokenizer.around;
  const window = Math.max(1, options.windowTokens - before.length - behind.length);

  async function embedPart(ids: readonly number[]): Promise<Float32Array> {
    const outputs = await evaluate(model, {
      input_ids: rowTensor(library, ids),
      attention_mask: maskTensor(library, ids.length),
    });
    const ready = outputs["sentence_embedding"];
    if (ready !== undefined) return floats(ready);
    const rows = outputs["last_hidden_state"] ?? outputs["token_embeddings"];
    if (rows !== undefined) return poolRows(floats(rows), rows.dims.at(-1) ?? 1, pooling);
    throw new ReparteeError("generation_failed", "The graph has no output that could be made a vector");
  }

  /** A text longer than the window is cut into parts of equal length, and their vectors averaged by length. */
  async function embedText(ids: readonly number[], signal: AbortSignal): Promise<Float32Array> {
    const parts = Math.max(1, Math.ceil(ids.length / window));
    const partLength = Math.ceil(ids.length / parts);
    let sum: Float32Array | undefined;
    for (let part = 0; part < parts; part += 1) {
      await eventLoopTurn();
      throwIfCancelled(signal, "embed");
      const chunk = ids.slice(part * partLength, (part + 1) * partLength);
      const vector = toUnitVector(await embedPart([...before, ...chunk, ...behind]));
      sum ??= new Float32Array(vector.length);
      for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value * Math.max(1, chunk.length);
    }
    return toUnitVector(sum ?? new Float32Array());
  }

  async function run({ texts }: EmbedRequest, signal: AbortSignal): Promise<EmbedResult> {
    const leave = await mutex.acquire(signal, "answer");
    try {
      const vectors: Float32Array[] = [];
      let promptTokens = 0;
      for (const text of texts) {
        const ids = tokenizer.encode(text);
        promptTokens += before.length + ids.length + behind.length;
        vectors.push(await embedText(ids, signal));
      }
      return { vectors, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
    } finally {
      leave();
    }
  }

  return {
    async embed(request, callerSignal) {
      throwIfClosed(closed);
      throwIfCancelled(callerSignal, "embed");
      try {
        return await run(request, AbortSignal.any([callerSignal, closed]));
      } catch (thrown) {
        throw closed.aborted ? toReparteeError(closed.reason) : evaluationError(thrown);
      }
    },
  };
}

function floats(tensor: Tensor): Float32Array {
  const numbers = floatsOf(tensor);
  if (numbers !== undefined) return numbers;
  throw new ReparteeError("generation_failed", "The graph's vectors are no floating point numbers");
}
