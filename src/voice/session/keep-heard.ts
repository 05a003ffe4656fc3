import type { ConversationStore } from "../../core/stores.ts";

/** Messages looked at for the reply: it is among the last ones. */
const lookBack = 6;

/** What a listener did not hear was never said: the stored reply becomes its heard part. */
export async function keepHeard(
  conversations: ConversationStore,
  {
    conversationId,
    messageId,
    text,
  }: { readonly conversationId: string; readonly messageId: string; readonly text: string },
): Promise<void> {
  const messages = await conversations.messages(conversationId, { last: lookBack });
  const message = messages.find(({ id }) => id === messageId);
  if (message === undefined || message.text === text) return;
  await conversations.put({ ...message, text, state: "partial" });
}
