/** Conversations, messages and preferences as HTTP shows them. */
import { z } from "zod";
import type { Conversation, StoredMessage } from "../../../core/conversation.ts";
import { emotionLabels, type EmotionReading } from "../../../core/emotion.ts";
import { languages } from "../../../core/language.ts";
import type { Preference } from "../../../core/preference.ts";
import type { UserData } from "../../../core/stores.ts";

const conversationFields = z.object({
  id: z.string(),
  user_id: z.string().nullable(),
  persona: z.string().nullable(),
  created_at: z.iso.datetime(),
});

export const conversationSchema = conversationFields;

export type ConversationItem = z.infer<typeof conversationSchema>;

export function toConversationItem(conversation: Conversation): ConversationItem {
  const { id, userId = null, persona = null, createdAtMs } = conversation;
  return { id, user_id: userId, persona, created_at: new Date(createdAtMs).toISOString() };
}

export const emotionSchema = z.object({
  label: z.enum(emotionLabels),
  confidence: z.number(),
  distribution: z.record(z.enum(emotionLabels), z.number()),
  source: z.enum(["client", "text", "audio", "model", "fused", "canned"]),
});

export type EmotionItem = z.infer<typeof emotionSchema>;

/** A copy that the answer may hold. */
export function toEmotionItem({ label, confidence, distribution, source }: EmotionReading): EmotionItem {
  return { label, confidence, distribution: { ...distribution }, source };
}

const messageSchema = z.object({
  id: z.string(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  state: z.enum(["complete", "streaming", "partial"]).describe("partial: cut off by a failure or a crash."),
  emotion: emotionSchema.nullable(),
  language: z.enum(languages).nullable(),
  source: z.enum(["model", "fallback_model", "template"]).nullable().describe("Of replies: what wrote it."),
  model: z.string().nullable(),
  reason: z.string().nullable().describe("Why it was not the requested model."),
  first_token_ms: z.number().nullable(),
  total_ms: z.number().nullable(),
  created_at: z.iso.datetime(),
});

type MessageItem = z.infer<typeof messageSchema>;

function toMessageItem(message: StoredMessage): MessageItem {
  const { id, role, text, state, emotion, language, source, model, reason, timings, createdAtMs } = message;
  return {
    id,
    role,
    text,
    state,
    emotion: emotion === undefined ? null : toEmotionItem(emotion),
    language: language ?? null,
    source: source ?? null,
    model: model ?? null,
    reason: reason ?? null,
    first_token_ms: timings?.firstTokenMs ?? null,
    total_ms: timings?.totalMs ?? null,
    created_at: new Date(createdAtMs).toISOString(),
  };
}

const preferenceSchema = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  year: z.int().nullable(),
  description: z.string().nullable(),
  verdict: z.enum(["liked", "disliked", "seen"]),
  embedding: z.object({ model: z.string(), vector: z.array(z.number()) }).nullable(),
  created_at: z.iso.datetime(),
});

type PreferenceItem = z.infer<typeof preferenceSchema>;

function toPreferenceItem(preference: Preference): PreferenceItem {
  const { id, kind, title, year = null, description = null, verdict, embedding, createdAtMs } = preference;
  return {
    id,
    kind,
    title,
    year,
    description,
    verdict,
    embedding: embedding === undefined ? null : { model: embedding.model, vector: [...embedding.vector] },
    created_at: new Date(createdAtMs).toISOString(),
  };
}

export const conversationWithMessagesSchema = conversationFields.extend({ messages: z.array(messageSchema) });

export type ConversationWithMessages = z.infer<typeof conversationWithMessagesSchema>;

export function toConversationWithMessages(
  conversation: Conversation,
  messages: readonly StoredMessage[],
): ConversationWithMessages {
  return { ...toConversationItem(conversation), messages: messages.map(toMessageItem) };
}

const storedResponseSchema = z.object({
  id: z.string(),
  content: z.unknown().describe("The response and its input items, as the Responses API has them."),
  created_at: z.iso.datetime(),
});

export const userDataSchema = z.object({
  user_id: z.string(),
  conversations: z.array(conversationWithMessagesSchema),
  preferences: z.array(preferenceSchema),
  responses: z.array(storedResponseSchema),
});

export type UserDataItem = z.infer<typeof userDataSchema>;

export function toUserDataItem({ userId, conversations, preferences, responses }: UserData): UserDataItem {
  return {
    user_id: userId,
    conversations: conversations.map((one) => toConversationWithMessages(one, one.messages)),
    preferences: preferences.map(toPreferenceItem),
    responses: responses.map(({ id, content, createdAtMs }) => {
      return { id, content: JSON.parse(content) as unknown, created_at: new Date(createdAtMs).toISOString() };
    }),
  };
}
