import { z } from "zod";
import type { Usage } from "../../core/usage.ts";

/** The answer of `POST /v1/embeddings`. */
export const embeddingListSchema = z.object({
  object: z.literal("list"),
  data: z.array(
    z.object({
      object: z.literal("embedding"),
      index: z.int().describe("Of the text in the request."),
      embedding: z
        .union([z.array(z.number()), z.string()])
        .describe("Numbers, or with `base64` 32-bit floats, little-endian."),
    }),
  ),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
});

type EmbeddingList = z.infer<typeof embeddingListSchema>;

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
