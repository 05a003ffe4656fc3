import { z } from "zod";
import type { StoredFinishEvent } from "../../chat/smollm/index.ts";
import { idSchema } from "../../chat/respond/respond-request.ts";
import { defineRoute, type Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { replyFrames } from "./reply-frames.ts";
import { lengthOf, lengthShape, toSmollmAnswer } from "./smollm-fields.ts";
import { turnsSchema, visibleText, type Turn } from "./turns.ts";

const conversationIdField = z
  .union([z.literal(""), idSchema, z.int()], {
    error: "1 to 128 characters of A-Z, a-z, 0-9, '.', '_', ':' and '-', or a whole number",
  })
  .nullish();

const bodySchema = z
  .object({
    message: visibleText.nullish().describe("What the user said."),
    content: visibleText.nullish().describe("The same under another name."),
    messages: turnsSchema
      .nullish()
      .describe("The conversation so far, where it is new here; `message` is its next turn where both are sent."),
    conversation_id: conversationIdField.describe(
      "Continues a conversation; absent: a new one, whose id is in `done`.",
    ),
    conversationId: conversationIdField.describe("The same under another name."),
    ...lengthShape,
  })
  .superRefine((body, context) => {
    if (turnsOf(body).some(({ role }) => role === "user")) return;
    const message = "what the user said, or `messages` with a turn of the user";
    context.addIssue({ code: "custom", path: ["message"], message });
  });

type ChatlayaBody = z.infer<typeof bodySchema>;

/** The reply streamed: `token` for each chunk, then `done`. */
export function chatlayaMessageRoute({ smollm, pool, under }: SmollmServices): Route {
  const path = "/chatlaya/message";
  return defineRoute({
    method: "POST",
    paths: under(path) === path ? [path] : [under(path), path],
    tag: "compat",
    summary: "Streams the smollm model's reply to a message, or an echo.",
    body: bodySchema,
    answer: { kind: "event-stream", description: "`token` with `text` for each chunk, then `done` with the whole." },
    handle({ body, requestId, signal }) {
      const given = body.conversation_id ?? body.conversationId ?? "";
      const conversationId = given === "" ? undefined : String(given);
      const events = smollm.replyInConversation(
        { requestId, conversationId, ...lastTurnOf(body), ...lengthOf(body) },
        signal,
      );
      const frames = replyFrames<StoredFinishEvent>(events, (text, finish) => ({
        ...toSmollmAnswer(text, finish, pool),
        conversation_id: given === "" ? finish.conversationId : given,
        user_message_id: finish.userMessageId,
        message_id: finish.messageId,
        persisted: finish.persisted,
      }));
      return { kind: "event-stream", frames, named: true };
    },
  });
}

function turnsOf({
  message,
  content,
  messages,
}: Pick<ChatlayaBody, "message" | "content" | "messages">): readonly Turn[] {
  const said = message ?? content;
  return [...(messages ?? []), ...(said == null ? [] : [{ role: "user", content: said } as const])];
}

/** What the user said last, and what was said before it. */
function lastTurnOf(body: ChatlayaBody): { readonly text: string; readonly history: readonly Turn[] } {
  const turns = turnsOf(body);
  const last = turns.findLastIndex(({ role }) => role === "user");
  return { text: turns[last]?.content ?? "", history: turns.slice(0, Math.max(0, last)) };
}
