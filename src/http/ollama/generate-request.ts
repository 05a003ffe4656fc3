/** The body of `POST /api/generate`, and the request that it means. */
import { z } from "zod";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { convertOptions } from "./ollama-options.ts";
import { convertFormat, convertLogprobs, convertThink, imagesField, replyShape } from "./reply-fields.ts";

export const generateBodySchema = z.object({
  prompt: z.string().nullish().describe("Absent or empty: the model is loaded, or with `keep_alive: 0` unloaded."),
  system: z.string().nullish(),
  raw: z.boolean().nullish().describe("True: the prompt is continued as it is, without a chat template."),
  suffix: z.literal("", { error: "an empty string (models here continue a text, they cannot fill one in)" }).nullish(),
  template: z.literal("", { error: "an empty string (the chat template is the model's own)" }).nullish(),
  context: z.array(z.number()).nullish().describe("Ignored: send the conversation to `/api/chat`."),
  images: imagesField,
  ...replyShape,
});

export type GenerateBody = z.infer<typeof generateBodySchema>;

export function convertGenerate(body: GenerateBody): Omit<GenerateRequest, "id"> {
  const prompt = body.prompt ?? "";
  const format = convertFormat(body.format);
  const shared = {
    ...convertOptions(body.options),
    ...(format === undefined ? {} : { format }),
    ...convertLogprobs(body),
  };
  if (body.raw === true) return { input: { kind: "text", text: prompt }, ...shared };
  const system: readonly ChatMessage[] = body.system ? [{ role: "system", content: body.system }] : [];
  const messages: readonly ChatMessage[] = [...system, { role: "user", content: prompt }];
  return { input: { kind: "chat", messages, ...convertThink(body.think) }, ...shared };
}
