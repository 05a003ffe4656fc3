import { z } from "zod";

/** Texts of one request, as at OpenAI. How long they are, the limit of the body bounds. */
const maxTexts = 2048;

const filledText = z.string().min(1);
const tokenIds = z.array(z.number());

/** The body of `POST /v1/embeddings`. Fields that are not here are ignored. */
export const embeddingRequestSchema = z.object({
  model: z.string().min(1).max(256).nullish().describe("Absent: the server's default model."),
  input: z
    .unknown()
    .refine(
      (input) =>
        !tokenIds
          .min(1)
          .or(z.array(tokenIds.min(1)).min(1))
          .safeParse(input).success,
      {
        error:
          "a string or an array of strings (token ids are not supported: each model has its own; LangChain sends text with check_embedding_ctx_length=False)",
        abort: true,
      },
    )
    .pipe(
      z.union([filledText, z.array(filledText).min(1).max(maxTexts)], {
        error: `a string or an array of 1–${maxTexts} strings, none empty`,
      }),
    )
    // The check for token ids comes first, so that the shape has to be written for the document.
    .meta({
      description: "The text to embed, or several.",
      anyOf: [
        { type: "string", minLength: 1 },
        { type: "array", items: { type: "string", minLength: 1 }, minItems: 1, maxItems: maxTexts },
      ],
    }),
  encoding_format: z
    .enum(["float", "base64"])
    .nullish()
    .describe("base64: 32-bit floats, little-endian. Default: float."),
  dimensions: z.int().min(1).max(65_536).nullish().describe("Numbers a vector; fewer only where the model allows it."),
  user: z.string().nullish().describe("Accepted and not used."),
});
