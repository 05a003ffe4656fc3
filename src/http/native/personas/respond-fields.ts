/** What clients send to be answered by a persona, and what they get. */
import { z } from "zod";
import type { EmpathicReply, RespondEvent } from "../../../chat/respond/empathic-reply.ts";
import {
  idSchema,
  userIdSchema,
  maxHistory,
  maxTextLength,
  respondRequestSchema,
  type RespondRequest,
} from "../../../chat/respond/respond-request.ts";
import { emotionLabels, type EmotionReading } from "../../../core/emotion.ts";
import { languages } from "../../../core/language.ts";
import { upToCharacters } from "../../../schema/index.ts";
import { languageField } from "../../language-field.ts";

const fields = respondRequestSchema.shape;
const historyItem = z.object({
  role: z.enum(["user", "assistant"]),
  content: upToCharacters(z.string(), maxTextLength),
});

export const respondFields = {
  text: fields.text.describe("What the user said."),
  emotion: fields.emotion.nullable().describe("What the user feels; read from the text when absent."),
  emotion_confidence: fields.emotionConfidence
    .nullable()
    .describe("Of `emotion` where the client estimates it; then the text counts as well."),
  language: languageField
    .nullish()
    .describe("The language to answer in, such as `de` or `de-AT`; that of the text when absent."),
  history: z
    .array(historyItem)
    .max(maxHistory)
    .nullish()
    .describe("What was said before; a stored conversation takes precedence."),
  conversation_id: idSchema.nullish().describe("Continues a conversation; absent: a new one."),
  user_id: userIdSchema.nullish().describe("Whose conversation it is: the key of export and deletion."),
  persona: z.string().min(1).max(64).nullish().describe("Who answers; default: the setting `persona`."),
  model: z.string().min(1).max(512).nullish().describe("Default: the server's default model."),
  max_tokens: fields.maxTokens.nullable().describe("Longest reply; default: the persona's limit."),
};

const bodySchema = z.object(respondFields);

/** The same in the feature's own words; null counts as absent. */
export function toRespondRequest(body: z.infer<typeof bodySchema>, requestId: string, turnId?: string): RespondRequest {
  return {
    text: body.text,
    turnId,
    requestId,
    emotion: body.emotion ?? undefined,
    emotionConfidence: body.emotion_confidence ?? undefined,
    language: body.language ?? undefined,
    history: body.history ?? undefined,
    conversationId: body.conversation_id ?? undefined,
    userId: body.user_id ?? undefined,
    persona: body.persona ?? undefined,
    model: body.model ?? undefined,
    maxTokens: body.max_tokens ?? undefined,
  };
}

const emotionItem = z.object({
  label: z.enum(emotionLabels),
  confidence: z.number(),
  source: z.string().describe("client, text, model, fused or canned."),
});

/** One reply of a persona. */
export const respondItemSchema = z.object({
  text: z.string(),
  emotion: z.enum(emotionLabels).describe("What the persona feels."),
  confidence: z.number().describe("Of `emotion`; 0.3 for a canned reply."),
  emotion_source: z.string(),
  emotion_distribution: z.record(z.enum(emotionLabels), z.number()),
  success: z.boolean().describe("False when a canned line replaces the model's text."),
  fallback: z.literal(true).optional(),
  source: z.enum(["model", "fallback_model", "template"]),
  reason: z.string().optional().describe("Why it is not a plain reply of the model."),
  written_opening: z
    .string()
    .optional()
    .describe("The beginning of `text` that the persona's authors wrote, where a small model was guided."),
  complete: z.boolean().describe("False when the reply was cut off by a failure."),
  finish_reason: z.string(),
  language: z.enum(languages).describe("That of the reply."),
  detected_language: z.object({ language: z.enum(languages), confidence: z.number(), source: z.string() }),
  user_emotion: emotionItem,
  model: z.string(),
  persona: z.string(),
  conversation_id: z.string(),
  user_message_id: z.string().describe("Of the user's message in the conversation."),
  message_id: z.string().describe("Of this reply in the conversation."),
  user_id: z.string().optional(),
  persisted: z.boolean().describe("Whether both messages are committed to the database."),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), cached_tokens: z.int() }),
  warnings: z.array(z.string()),
});

export function toRespondItem(reply: EmpathicReply): object {
  const { emotion, reason, success, usage, userEmotion, userId, requestedLanguage } = reply;
  return {
    text: reply.text,
    ...emotionFields(emotion),
    success,
    ...(success ? {} : { fallback: true }),
    source: reply.source,
    reason,
    written_opening: reply.writtenOpening,
    complete: reply.complete,
    finish_reason: reply.finishReason,
    language: reply.language,
    detected_language: { ...requestedLanguage, confidence: rounded(requestedLanguage.confidence) },
    user_emotion: userEmotionItem(userEmotion),
    model: reply.model,
    persona: reply.persona,
    conversation_id: reply.conversationId,
    user_message_id: reply.userMessageId,
    message_id: reply.messageId,
    user_id: userId,
    persisted: reply.persisted,
    usage: {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      cached_tokens: usage.cachedTokens,
    },
    warnings: reply.warnings.map(({ detail }) => detail),
  };
}

/** The frame that comes before the first text. */
export function toEmotionItem(event: Extract<RespondEvent, { readonly type: "emotion" }>): object {
  return {
    ...emotionFields(event.emotion),
    user_emotion: userEmotionItem(event.userEmotion),
    conversation_id: event.conversationId,
    user_message_id: event.userMessageId,
    persisted: event.persisted,
  };
}

function emotionFields({ label, confidence, distribution, source }: EmotionReading): object {
  return {
    emotion: label,
    confidence: rounded(confidence),
    emotion_source: source,
    emotion_distribution: Object.fromEntries(emotionLabels.map((one) => [one, rounded(distribution[one])])),
  };
}

function userEmotionItem({ label, confidence, source }: EmotionReading): object {
  return { label, confidence: rounded(confidence), source };
}

/** Three decimals say all that such figures can. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
