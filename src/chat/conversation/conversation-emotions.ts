import type { Conversation } from "../../core/conversation.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { ConversationStore } from "../../core/stores.ts";
import { emotionTrend, type EmotionTrend } from "../emotion/emotion-trend.ts";
import { knownConversation } from "./known-conversation.ts";

/** The user's emotions over a conversation. */
export interface ConversationEmotions {
  readonly conversationId: string;
  /** Of the user's messages, oldest first. */
  readonly readings: readonly MessageEmotion[];
  readonly summary: EmotionTrend;
}

export interface MessageEmotion {
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly emotion: EmotionReading;
}

/** @throws ReparteeError `not_found`, `storage_unavailable`. */
export async function conversationEmotions(
  store: Pick<ConversationStore, "find" | "messages">,
  id: string,
): Promise<ConversationEmotions> {
  return await emotionsOf(store, await knownConversation(store, id));
}

/** @throws ReparteeError `storage_unavailable`. */
export async function emotionsOf(
  store: Pick<ConversationStore, "messages">,
  { id: conversationId }: Pick<Conversation, "id">,
): Promise<ConversationEmotions> {
  const messages = await store.messages(conversationId);
  const readings = messages.flatMap(({ id: messageId, role, emotion, createdAtMs }) =>
    role === "user" && emotion !== undefined ? [{ messageId, createdAtMs, emotion }] : [],
  );
  return { conversationId, readings, summary: emotionTrend(readings.map(({ emotion }) => emotion)) };
}
