/** Conversations, messages and preferences as HTTP shows them. */
import { z } from "zod";
import type { Conversation, MessageState, StoredMessage } from "../../../core/conversation.ts";
import { emotionLabels, type EmotionLabel, type EmotionReading, type EmotionSource } from "../../../core/emotion.ts";
import { languages, type Language } from "../../../core/language.ts";
import type { Preference, PreferenceVerdict } from "../../../core/preference.ts";
import type { ReplySource } from "../../../core/reply.ts";
import type { UserData } from "../../../core/stores.ts";

export interface ConversationItem {
  readonly id: string;
  readonly user_id: string | null;
  readonly persona: string | null;
  readonly created_at: string;
}

export interface ConversationWithMessages extends ConversationItem {
  readonly messages: readonly MessageItem[];
}

export interface EmotionItem {
  readonly label: EmotionLabel;
  readonly confidence: number;
  readonly distribution: Readonly<Record<EmotionLabel, number>>;
  readonly source: EmotionSource;
}

interface MessageItem {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly state: MessageState;
  readonly emotion: EmotionItem | null;
  readonly language: Language | null;
  readonly source: ReplySource | null;
  readonly model: string | null;
  readonly reason: string | null;
  readonly first_token_ms: number | null;
  readonly total_ms: number | null;
  readonly created_at: string;
}

interface PreferenceItem {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly description: string | null;
  readonly verdict: PreferenceVerdict;
  readonly embedding: { readonly model: string; readonly vector: readonly number[] } | null;
  readonly created_at: string;
}

export interface UserDataItem {
  readonly user_id: string;
  readonly conversations: readonly ConversationWithMessages[];
  readonly preferences: readonly PreferenceItem[];
}

const conversationFields = z.object({
  id: z.string(),
  user_id: z.string().nullable(),
  persona: z.string().nullable(),
  created_at: z.iso.datetime(),
});

export const conversationSchema: z.ZodType<ConversationItem> = conversationFields;

export function toConversationItem(conversation: Conversation): ConversationItem {
  const { id, userId = null, persona = null, createdAtMs } = conversation;
  return { id, user_id: userId, persona, created_at: new Date(createdAtMs).toISOString() };
}

export const emotionSchema: z.ZodType<EmotionItem> = z.object({
  label: z.enum(emotionLabels),
  confidence: z.number(),
  distribution: z.record(z.enum(emotionLabels), z.number()),
  source: z.enum(["client", "text", "audio", "model", "fused", "canned"]),
});

/** A copy that the answer may hold. */
export function toEmotionItem({ label, confidence, distribution, source }: EmotionReading): EmotionItem {
  return { label, confidence, distribution: { ...distribution }, source };
}

const messageSchema: z.ZodType<MessageItem> = z.object({
  id: z.string(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  state: z.enum(["complete", "streaming", "partial"]).describe("partial: cut off by a failure or a crash."),
  emotion: emotionSchema.nullable(),
  language: z.enum(languages).nullable(),
  source: z.enum(["model", "fallback_model", "template"]).nullable().describe("Of replies: who wrote it."),
  model: z.string().nullable(),
  reason: z.string().nullable().describe("Why it was not the model that was asked for."),
  first_token_ms: z.number().nullable(),
  total_ms: z.number().nullable(),
  created_at: z.iso.datetime(),
});

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

const preferenceSchema: z.ZodType<PreferenceItem> = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  year: z.int().nullable(),
  description: z.string().nullable(),
  verdict: z.enum(["liked", "disliked", "seen"]),
  embedding: z.object({ model: z.string(), vector: z.array(z.number()) }).nullable(),
  created_at: z.iso.datetime(),
});

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

export const conversationWithMessagesSchema: z.ZodType<ConversationWithMessages> = conversationFields.extend({
  messages: z.array(messageSchema),
});

export function toConversationWithMessages(
  conversation: Conversation,
  messages: readonly StoredMessage[],
): ConversationWithMessages {
  return { ...toConversationItem(conversation), messages: messages.map(toMessageItem) };
}

export const userDataSchema: z.ZodType<UserDataItem> = z.object({
  user_id: z.string(),
  conversations: z.array(conversationWithMessagesSchema),
  preferences: z.array(preferenceSchema),
});

export function toUserDataItem({ userId, conversations, preferences }: UserData): UserDataItem {
  return {
    user_id: userId,
    conversations: conversations.map((one) => toConversationWithMessages(one, one.messages)),
    preferences: preferences.map(toPreferenceItem),
  };
}
