/** The fields that requests for chat and generate have in common. */
import { z } from "zod";
import type { ReasoningRequest, ResponseFormat } from "../../core/generate-request.ts";
import { jsonSchemaField } from "../openai/json-schema-field.ts";
import { keepAliveField } from "./keep-alive.ts";
import { optionsSchema } from "./ollama-options.ts";

export const modelField: z.ZodString = z.string().min(1).max(512);

/** @throws by its check for a picture, whatever it shows */
export const imagesField: z.ZodType<readonly never[] | null | undefined> = z
  .array(z.never({ error: "no images: models of this server read text only" }))
  .nullish();

export const replyShape = {
  model: modelField,
  stream: z.boolean().nullish().describe("Default true: a line of JSON for each chunk."),
  format: z.union([z.literal("json"), z.literal(""), jsonSchemaField], { error: '"json" or a JSON Schema' }).nullish(),
  think: z
    .union([z.boolean(), z.enum(["low", "medium", "high"])])
    .nullish()
    .describe("Whether a model that can is to think first. What it thinks is in `thinking` either way."),
  options: optionsSchema,
  keep_alive: keepAliveField,
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
};

const replyFields = z.object(replyShape);
type ReplyFields = z.infer<typeof replyFields>;

export function convertFormat(format: ReplyFields["format"]): ResponseFormat | undefined {
  if (format == null || format === "") return undefined;
  return format === "json" ? { kind: "json-object" } : { kind: "json-schema", name: "reply", schema: format };
}

export function convertThink(think: ReplyFields["think"]): { readonly reasoning?: ReasoningRequest } {
  if (think == null) return {};
  return { reasoning: typeof think === "boolean" ? { enabled: think } : { enabled: true, effort: think } };
}

export function convertLogprobs({ logprobs, top_logprobs: top }: Pick<ReplyFields, "logprobs" | "top_logprobs">): {
  readonly logprobs?: { readonly top: number };
} {
  return logprobs === true || (top ?? 0) > 0 ? { logprobs: { top: top ?? 0 } } : {};
}
