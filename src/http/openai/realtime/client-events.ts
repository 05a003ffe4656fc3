/** What a client may send, one schema for each type. */
import { z } from "zod";
import { wholeNumber } from "../../../schema/index.ts";
import { responseOptionsSchema, sessionUpdateSchema } from "./session-schema.ts";

const id = z.string().regex(/^[\w.:-]{1,128}$/, { error: "1 to 128 letters, digits, '_', '.', ':' and '-'" });

const textPart = z.looseObject({ type: z.enum(["input_text", "output_text", "text"]), text: z.string().max(32_000) });
const audioPart = z.looseObject({
  type: z.enum(["input_audio", "output_audio", "audio"]),
  transcript: z.string({ error: "a transcript: sound goes into input_audio_buffer.append" }).max(32_000),
});
const part = z.union([textPart, audioPart], {
  error: "a part with a text, or one of sound with its transcript (sound itself goes into input_audio_buffer.append)",
});

export const createdItemSchema = z.discriminatedUnion(
  "type",
  [
    z.looseObject({
      type: z.literal("message"),
      id: id.optional(),
      role: z.enum(["user", "assistant", "system"]),
      content: z.array(part).max(64),
    }),
    z.looseObject({
      type: z.literal("function_call"),
      id: id.optional(),
      call_id: z.string().max(256),
      name: z.string().max(128),
      arguments: z.string().max(100_000),
    }),
    z.looseObject({
      type: z.literal("function_call_output"),
      id: id.optional(),
      call_id: z.string().max(256),
      output: z.string().max(100_000),
    }),
  ],
  { error: 'an item of type "message", "function_call" or "function_call_output"' },
);

export type CreatedItem = z.infer<typeof createdItemSchema>;

const event = { event_id: z.string().max(512).optional() };

export const clientEventSchemas = {
  "session.update": z.looseObject({ ...event, session: sessionUpdateSchema }),
  "input_audio_buffer.append": z.looseObject({ ...event, audio: z.string({ error: "base64 text" }) }),
  "input_audio_buffer.commit": z.looseObject(event),
  "input_audio_buffer.clear": z.looseObject(event),
  "conversation.item.create": z.looseObject({
    ...event,
    previous_item_id: z.string().nullish(),
    item: createdItemSchema,
  }),
  "conversation.item.retrieve": z.looseObject({ ...event, item_id: z.string() }),
  "conversation.item.delete": z.looseObject({ ...event, item_id: z.string() }),
  "conversation.item.truncate": z.looseObject({
    ...event,
    item_id: z.string(),
    content_index: z.literal(0, { error: "0: replies have one part" }),
    audio_end_ms: wholeNumber(0, 86_400_000),
  }),
  "response.create": z.looseObject({ ...event, response: responseOptionsSchema.nullish() }),
  "response.cancel": z.looseObject({ ...event, response_id: z.string().nullish() }),
  "output_audio_buffer.clear": z.looseObject(event),
} as const;

export type ClientEventType = keyof typeof clientEventSchemas;
export type ClientEvent<Type extends ClientEventType> = z.infer<(typeof clientEventSchemas)[Type]>;

export function isClientEventType(type: unknown): type is ClientEventType {
  return typeof type === "string" && Object.hasOwn(clientEventSchemas, type);
}
