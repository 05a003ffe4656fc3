import { toReparteeError } from "../../core/errors.ts";
import type { VoiceOptions } from "../turn/voice-options.ts";
import type { ReplyDone } from "../voice-event.ts";

/** Messages looked at for the reply: it is among the last ones. */
const lookBack = 20;

/**
 * What a listener did not hear was never said: the stored reply becomes its heard part. A store that fails is logged, for
 * the talk goes on without it.
 */
export async function keepHeard(
  { conversationId, messageId }: Pick<ReplyDone, "conversationId" | "messageId">,
  text: string,
  isWhole: boolean,
  { conversations, log }: Pick<VoiceOptions, "conversations" | "log">,
): Promise<void> {
  if (conversationId === undefined || messageId === undefined) return;
  try {
    const messages = await conversations.messages(conversationId, { last: lookBack });
    const message = messages.find(({ id }) => id === messageId);
    if (message === undefined || message.text === text) return;
    await conversations.put({ ...message, text, state: isWhole ? "complete" : "partial" });
  } catch (thrown) {
    const { code, message } = toReparteeError(thrown);
    log.warn({ messageId, code, error: message }, "history could not be cut to what was heard");
  }
}
