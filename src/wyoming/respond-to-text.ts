import { ReparteeError } from "../core/errors.ts";
import { languageOf } from "../core/language.ts";
import { readText } from "./read-fields.ts";
import type { ConversationDeps, SendEvent } from "./conversation-deps.ts";

/**
 * What a talk partner answers to a text, as `handled`. `context.conversation_id` continues a conversation; the answer's
 * context says which it is.
 */
export async function respond(
  data: Readonly<Record<string, unknown>>,
  { responder }: Pick<ConversationDeps, "responder">,
  send: SendEvent,
  signal: AbortSignal,
): Promise<void> {
  const text = readText(data);
  if (text.trim() === "") return await send("not-handled", { text: "" });
  const language = languageOf(typeof data["language"] === "string" ? data["language"] : "");
  const conversationId = conversationOf(data["context"]);
  const request = {
    text,
    ...(language === undefined ? {} : { language }),
    ...(conversationId === undefined ? {} : { conversationId }),
  };
  for await (const event of responder.respondStream(request, signal)) {
    if (event.type !== "done") continue;
    const { reply } = event;
    const context = {
      ...{ conversation_id: reply.conversationId, emotion: reply.emotion.label, source: reply.source },
    };
    return await send("handled", { text: reply.text, context });
  }
  await send("not-handled", { text: "" });
}

/** As the routes take it. */
const idForm = /^[A-Za-z0-9._:-]{1,128}$/;

function conversationOf(context: unknown): string | undefined {
  if (typeof context !== "object" || context === null || !("conversation_id" in context)) return undefined;
  const id = context.conversation_id;
  if (id === undefined || id === null) return undefined;
  if (typeof id === "string" && idForm.test(id)) return id;
  throw new ReparteeError(
    "invalid_request",
    "context.conversation_id: expected 1 to 128 letters, digits, '.', '_', ':' and '-'",
  );
}
