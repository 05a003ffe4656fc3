import { ReparteeError } from "../../core/errors.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import type { Serving } from "../../serving/serving.ts";
import type { EmbedOptions, TextEmbedder, TextRole } from "./text-embedder.ts";

export interface ModelEmbedderOptions {
  readonly serving: Pick<Serving, "embed">;
  /** The name of a configured model. */
  readonly model: string;
  /** What some models want in front of a text: `search_query: `, `search_document: `. None by default. */
  readonly prefixes?: Readonly<Record<TextRole, string>>;
}

/** One call's texts: enough to keep a model busy, few enough that a reply can come between two calls. */
const batchSize = 32;
/** A text is halved so often before the model's refusal is passed on: 1/64 of the longest text that is taken. */
const maxHalvings = 6;

/** Vectors of a configured model, through the same queue as replies. */
export function createModelEmbedder({ serving, model, prefixes }: ModelEmbedderOptions): TextEmbedder {
  async function call(texts: readonly string[], { signal, limitMs }: EmbedOptions): Promise<readonly Float32Array[]> {
    const requestId = `embed-${crypto.randomUUID()}`;
    const { vectors } = await serving.embed({ requestId, model, call: { texts }, totalTimeoutMs: limitMs }, signal);
    return vectors;
  }

  /** Texts over the model's window are split and their vectors averaged by length, not cut. */
  async function embedLong(text: string, batch: EmbedOptions, halvings = 0): Promise<Float32Array> {
    try {
      const [vector] = await call([text], batch);
      return vector ?? new Float32Array();
    } catch (error) {
      if (!isTooLong(error) || halvings >= maxHalvings || text.length < 2) throw error;
    }
    const [left, right] = halves(text);
    const parts = [await embedLong(left, batch, halvings + 1), await embedLong(right, batch, halvings + 1)];
    const sum = new Float32Array(parts[0]?.length ?? 0);
    for (const [index, part] of parts.entries()) {
      const weight = index === 0 ? left.length : right.length;
      for (let place = 0; place < sum.length; place += 1) sum[place] = (sum[place] ?? 0) + weight * (part[place] ?? 0);
    }
    return toUnitVector(sum);
  }

  async function embedBatch(texts: readonly string[], batch: EmbedOptions): Promise<readonly Float32Array[]> {
    try {
      return await call(texts, batch);
    } catch (error) {
      if (!isTooLong(error)) throw error;
    }
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await embedLong(text, batch));
    return vectors;
  }

  return {
    model,
    isInstant: false,
    async embed(texts, options) {
      const prefixed = texts.map((text) => (prefixes?.[options.role] ?? "") + (text === "" ? " " : text));
      const vectors: Float32Array[] = [];
      for (let start = 0; start < prefixed.length; start += batchSize) {
        vectors.push(...(await embedBatch(prefixed.slice(start, start + batchSize), options)));
      }
      return vectors;
    },
  };
}

function isTooLong(error: unknown): boolean {
  return error instanceof ReparteeError && error.code === "context_length_exceeded";
}

/** At the white space nearest before the middle, so that a word stays whole. */
function halves(text: string): readonly [string, string] {
  const middle = Math.floor(text.length / 2);
  const space = text.lastIndexOf(" ", middle);
  const cut = space > middle / 2 ? space + 1 : middle;
  return [text.slice(0, cut), text.slice(cut)];
}
