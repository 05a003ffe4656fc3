import { z } from "zod";
import {
  idSchema,
  userIdSchema,
  maxHistory,
  maxTextLength,
  respondRequestSchema,
  type RespondRequest,
} from "../../../chat/respond/respond-request.ts";
import { upToCharacters } from "../../../schema/index.ts";
import { languageField } from "../../language-field.ts";

const fields = respondRequestSchema.shape;
const historyItem = z.object({
  role: z.enum(["user", "assistant"]),
  content: upToCharacters(z.string(), maxTextLength),
});

/** What clients send to be answered by a persona. */
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
