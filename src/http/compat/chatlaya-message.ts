import { z } from "zod";
import type { Route } from "../route.ts";
import type { SmallBoxServices } from "./small-box-services.ts";
import { replyFrames } from "./reply-frames.ts";
import { lengthOf, lengthShape, toSmallBoxAnswer, type LengthFields } from "./small-box-fields.ts";
import { turnsSchema, visibleText, type Turn } from "./turns.ts";

type ConversationId = string | number;

interface ChatlayaBody extends LengthFields {
  readonly message?: string | null | undefined;
  readonly content?: string | null | undefined;
  readonly messages?: readonly Turn[] | null | undefined;
  readonly conversation_id?: ConversationId | null | undefined;
  readonly conversationId?: ConversationId | null | undefined;
}

const conversationId = z.union([z.string().max(128), z.number()], { error: "must be a text or a number" }).nullish();

const bodySchema: z.ZodType<ChatlayaBody> = z
  .object({
    message: visibleText.nullish().describe("What the user said."),
    content: visibleText.nullish().describe("The same under another name."),
    messages: turnsSchema
      .nullish()
      .describe("The conversation so far; `message` is its next turn where both are sent."),
    conversation_id: conversationId.describe("Given back in `done`."),
    conversationId: conversationId.describe("The same under another name."),
    ...lengthShape,
  })
  .superRefine((body, context) => {
    if (turnsOf(body).some(({ role }) => role === "user")) return;
    const message = "is missing; it must be what the user said (or send `messages` with a turn of the user)";
    context.addIssue({ code: "custom", path: ["message"], message });
  });

/** The reply streamed: `token` for each piece, then `done`. */
export function chatlayaMessageRoute({ smallBox, pool, under }: SmallBoxServices): Route<ChatlayaBody> {
  const path = "/chatlaya/message";
  return {
    method: "POST",
    paths: under(path) === path ? [path] : [under(path), path],
    tag: "compat",
    summary: "Streams the small-box model's reply to a message, or an echo.",
    body: bodySchema,
    answer: { kind: "event-stream", description: "`token` with `text` for each piece, then `done` with the whole." },
    handle({ body, requestId, signal }) {
      const input = { kind: "chat", messages: turnsOf(body) } as const;
      const events = smallBox.reply({ requestId, input, ...lengthOf(body) }, signal);
      const conversation_id = body.conversation_id ?? body.conversationId;
      const frames = replyFrames(events, (text, finish) => ({
        ...toSmallBoxAnswer(text, finish, pool),
        ...(conversation_id == null ? {} : { conversation_id }),
      }));
      return { kind: "event-stream", frames, named: true };
    },
  };
}

function turnsOf({ message, content, messages }: ChatlayaBody): readonly Turn[] {
  const said = message ?? content;
  return [...(messages ?? []), ...(said == null ? [] : [{ role: "user", content: said } as const])];
}
