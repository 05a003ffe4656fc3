import { z } from "zod";
import type { EmotionLabel } from "../../../core/emotion.ts";
import type { Language } from "../../../core/language.ts";
import { languageField } from "../../language-field.ts";
import { upToCharacters } from "../../../schema/index.ts";
import {
  idSchema,
  maxHistory,
  maxTextLength,
  respondRequestSchema,
  type RespondRequest,
} from "../../../chat/respond/respond-request.ts";

/** What clients send to be answered by a persona. */
export interface RespondBody {
  readonly text: string;
  readonly emotion?: EmotionLabel | null | undefined;
  readonly emotion_confidence?: number | null | undefined;
  readonly language?: Language | null | undefined;
  readonly history?: readonly { readonly role: "user" | "assistant"; readonly content: string }[] | null | undefined;
  readonly conversation_id?: string | null | undefined;
  readonly user_id?: string | null | undefined;
  readonly persona?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly max_tokens?: number | null | undefined;
}

const fields = respondRequestSchema.shape;
const historyItem = z.object({
  role: z.enum(["user", "assistant"]),
  content: upToCharacters(z.string(), maxTextLength),
});

type Fields = { readonly [Name in keyof RespondBody]-?: z.ZodType<RespondBody[Name]> };

export const respondFields: Fields = {
  text: fields.text.describe("What the user said."),
  emotion: fields.emotion.nullable().describe("What the user feels; read out of the text when absent."),
  emotion_confidence: fields.emotionConfidence
    .nullable()
    .describe("How sure `emotion` is where the client guesses it; then the text has a say as well."),
  language: languageField
    .nullish()
    .describe("The language to answer in, such as `de` or `de-AT`; that of the text when absent."),
  history: z.array(historyItem).max(maxHistory).nullish().describe("What was said before; a stored conversation wins."),
  conversation_id: idSchema.nullish().describe("Goes on with a conversation; absent: a new one."),
  user_id: idSchema.nullish().describe("Whose conversation it is: the key of export and deletion."),
  persona: z.string().min(1).max(64).nullish().describe("Who answers; default: the setting `persona`."),
  model: z.string().min(1).max(512).nullish().describe("Default: the server's default model."),
  max_tokens: fields.maxTokens.nullable().describe("Longest reply; default: the persona's limit."),
};

/** The same in the feature's own words; null counts as absent. */
export function toRespondRequest(body: RespondBody, requestId: string): RespondRequest {
  const { text, emotion, language, history, persona, model } = body;
  return {
    text,
    requestId,
    ...(emotion == null ? {} : { emotion }),
    ...(body.emotion_confidence == null ? {} : { emotionConfidence: body.emotion_confidence }),
    ...(language == null ? {} : { language }),
    ...(history == null ? {} : { history }),
    ...(body.conversation_id == null ? {} : { conversationId: body.conversation_id }),
    ...(body.user_id == null ? {} : { userId: body.user_id }),
    ...(persona == null ? {} : { persona }),
    ...(model == null ? {} : { model }),
    ...(body.max_tokens == null ? {} : { maxTokens: body.max_tokens }),
  };
}
