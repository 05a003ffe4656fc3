/** What `session.update` and `response.create` may set. Fields that are not known are kept, echoed and have no effect. */
import { z } from "zod";
import { idSchema } from "../../../chat/respond/respond-request.ts";
import type { JsonObject } from "../../../core/json.ts";
import { numberBetween, wholeNumber } from "../../../schema/index.ts";
import { languageField } from "../../language-field.ts";

const pcm = z.looseObject({
  type: z.literal("audio/pcm", { error: '"audio/pcm"' }),
  rate: z.literal(24_000, { error: "24000" }).optional(),
});

const detection = z.looseObject({
  type: z.enum(["server_vad", "semantic_vad"]),
  silence_duration_ms: wholeNumber(100, 10_000).nullish(),
  prefix_padding_ms: wholeNumber(0, 5_000).nullish(),
  create_response: z.boolean().nullish(),
  interrupt_response: z.boolean().nullish(),
  eagerness: z.enum(["low", "medium", "high", "auto"]).nullish(),
});

const tool = z.looseObject({
  type: z.literal("function", { error: '"function": other tools are not offered' }),
  name: z.string().regex(/^[\w-]{1,64}$/, { error: "1 to 64 letters, digits, _ and -" }),
  description: z.string().optional(),
  parameters: z.custom<JsonObject>((value) => typeof value === "object" && value !== null).optional(),
});

const toolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.looseObject({ type: z.literal("function"), name: z.string() }),
]);

/** Shared by sessions and single responses. */
const replyFields = {
  instructions: z.string().max(100_000).nullish(),
  output_modalities: z
    .array(z.enum(["audio", "text"]))
    .min(1)
    .max(2)
    .nullish(),
  tools: z.array(tool).max(128).nullish(),
  tool_choice: toolChoice.nullish(),
  max_output_tokens: z.union([z.literal("inf"), wholeNumber(1, 4096)]).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
};

const voice = z.union([z.string().max(128), z.looseObject({ id: z.string() })]);

export const sessionUpdateSchema = z.looseObject({
  type: z.enum(["realtime", "transcription"]).nullish(),
  model: z.string().max(512).nullish(),
  ...replyFields,
  audio: z
    .looseObject({
      input: z
        .looseObject({
          format: pcm.nullish(),
          transcription: z.looseObject({ language: z.union([languageField, z.literal("")]).nullish() }).nullish(),
          turn_detection: detection.nullish(),
        })
        .nullish(),
      output: z
        .looseObject({ format: pcm.nullish(), voice: voice.nullish(), speed: numberBetween(0.25, 4).nullish() })
        .nullish(),
    })
    .nullish(),
  /** What OpenAI's protocol has no word for. */
  repartee: z
    .looseObject({
      persona: z.string().min(1).max(64).nullish(),
      conversation_id: idSchema.nullish(),
      user_id: idSchema.nullish(),
      visemes: z.boolean().nullish(),
    })
    .nullish(),
});

export type SessionUpdate = z.infer<typeof sessionUpdateSchema>;

export const responseOptionsSchema = z.looseObject({
  ...replyFields,
  audio: z.looseObject({ output: z.looseObject({ voice: voice.nullish() }).nullish() }).nullish(),
  conversation: z.enum(["auto", "none"]).nullish(),
  input: z.array(z.unknown()).max(500).nullish(),
});

export type ResponseOptions = z.infer<typeof responseOptionsSchema>;
