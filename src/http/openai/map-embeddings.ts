import { z } from "zod";
import type { Usage } from "../../core/usage.ts";

/** The answer of `POST /v1/embeddings`. */
export interface EmbeddingList {
  readonly object: "list";
  readonly data: readonly {
    readonly object: "embedding";
    /** The text's place in the request. */
    readonly index: number;
    readonly embedding: readonly number[] | string;
  }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

export const embeddingListSchema: z.ZodType<EmbeddingList> = z.object({
  object: z.literal("list"),
  data: z.array(
    z.object({
      object: z.literal("embedding"),
      index: z.int(),
      embedding: z
        .union([z.array(z.number()), z.string()])
        .describe("Numbers, or with `base64` 32-bit floats, little-endian."),
    }),
  ),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
});

export interface EmbeddingAnswer {
  readonly model: string;
  readonly vectors: readonly Float32Array[];
  readonly usage: Usage;
  readonly encoding: "float" | "base64";
}

export function mapEmbeddings({ model, vectors, usage, encoding }: EmbeddingAnswer): EmbeddingList {
  return {
    object: "list",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: encoding === "base64" ? toBase64(vector) : [...vector],
    })),
    model,
    usage: { prompt_tokens: usage.promptTokens, total_tokens: usage.promptTokens },
  };
}

/** Little-endian on every machine. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString("base64");
}
