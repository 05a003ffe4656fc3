/** Fields that the smollm routes share. */
import { z } from "zod";
import { echoName, smollmDefaults } from "../../chat/smollm/index.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import type { ModelPool } from "../../models/pool/model-pool.ts";
import { markReply, replyMarkShape, type ReplyMark } from "./reply-mark.ts";

export interface LengthFields {
  readonly max_tokens?: number | null | undefined;
  readonly temperature?: number | null | undefined;
}

/** As far as any client's "no limit"; the context window bounds it further. */
const maxTokens = 2 ** 31 - 1;

export const lengthShape: {
  readonly max_tokens: z.ZodOptional<z.ZodNullable<z.ZodType<number>>>;
  readonly temperature: z.ZodOptional<z.ZodNullable<z.ZodType<number>>>;
} = {
  max_tokens: z.number().min(1).max(maxTokens).int().nullish().describe("Default 512."),
  temperature: z.number().min(0).max(2).nullish().describe("Default 0.7; 0 picks the likeliest token each time."),
};

export function lengthOf(fields: LengthFields): { readonly maxTokens: number; readonly temperature: number } {
  return {
    maxTokens: fields.max_tokens ?? smollmDefaults.maxTokens,
    temperature: fields.temperature ?? smollmDefaults.temperature,
  };
}

export interface SmollmAnswer extends ReplyMark {
  readonly response: string;
  readonly model_info: {
    readonly model_name: string;
    /** `cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`. */
    readonly device: string;
    /** How many the model has; null where that is not known. */
    readonly parameters: number | null;
  };
}

export const smollmAnswerSchema: z.ZodType<SmollmAnswer> = z.object({
  response: z.string(),
  model_info: z.object({
    model_name: z.string().describe("The model that answered; `echo` where none did."),
    device: z.string().describe("`cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`."),
    parameters: z.number().nullable().describe("How many the model has; null where that is not known."),
  }),
  ...replyMarkShape,
});

export function toSmollmAnswer(
  text: string,
  finish: Omit<ReplyFinishEvent, "type">,
  pool: Pick<ModelPool, "status">,
): SmollmAnswer {
  const isEcho = finish.source === "template";
  const info = isEcho ? undefined : pool.status(finish.model)?.info;
  return {
    response: text.trim(),
    model_info: {
      model_name: isEcho ? echoName : finish.model,
      device: info?.device ?? "none",
      parameters: info?.parameterCount ?? null,
    },
    ...markReply(finish),
  };
}
