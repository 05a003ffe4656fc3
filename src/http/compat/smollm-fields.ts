/** Fields that the smollm routes share. */
import { z } from "zod";
import { echoName, smollmDefaults } from "../../chat/smollm/index.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import type { ModelPool } from "../../models/pool/model-pool.ts";
import { numberBetween, wholeNumber } from "../../schema/index.ts";
import { provenanceShape, toProvenance } from "./provenance-fields.ts";

/** As far as any client's "no limit"; the context window bounds it further. */
const maxTokens = 2 ** 31 - 1;

export const lengthShape = {
  max_tokens: wholeNumber(1, maxTokens).nullish().describe("Default 512."),
  temperature: numberBetween(0, 2).nullish().describe("Default 0.7; 0 chooses the likeliest token each time."),
};

const lengthFields = z.object(lengthShape);

export function lengthOf(fields: z.infer<typeof lengthFields>): {
  readonly maxTokens: number;
  readonly temperature: number;
} {
  return {
    maxTokens: fields.max_tokens ?? smollmDefaults.maxTokens,
    temperature: fields.temperature ?? smollmDefaults.temperature,
  };
}

export const smollmAnswerSchema = z.object({
  response: z.string(),
  model_info: z.object({
    model_name: z.string().describe("The model that answered; `echo` where none did."),
    device: z.string().describe("`cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`."),
    parameters: z.number().nullable().describe("How many the model has; null where that is not known."),
  }),
  ...provenanceShape,
});

export type SmollmAnswer = z.infer<typeof smollmAnswerSchema>;

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
    ...toProvenance(finish),
  };
}
