import { z } from "zod";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { numberBetween, upToCharacters, visibleString, wholeNumber } from "../../schema/index.ts";

/** Characters of one message: more than anybody says at once, less than any context window. */
export const maxTextLength = 8_000;
export const maxHistory = 100;

/** Of users: whatever the app calls them, such as an address. The same on every route. */
export const userIdSchema: z.ZodString = z.string().min(1).max(128);

/** Of conversations, as stores take them. */
export const idSchema: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,128}$/, { error: "1 to 128 characters of A-Z, a-z, 0-9, '.', '_', ':' and '-'" });

const name = z.string().min(1);
const historyMessage = z.strictObject({ role: z.enum(["user", "assistant"]), content: z.string() });

/** What a user said to a persona. */
export const respondRequestSchema = z.strictObject({
  text: upToCharacters(visibleString("what the user said").trim(), maxTextLength),
  /** The user's emotion, when the client knows it; otherwise it is read from the text. */
  emotion: z.enum(emotionLabels).optional(),
  /** For clients that guess `emotion`: it is then combined with what the text says. Absent: they know. */
  emotionConfidence: numberBetween(0, 1).optional(),
  /** The language to answer in; otherwise that of the text. */
  language: z.enum(languages).optional(),
  /** Earlier messages, for clients that store them; a stored conversation wins. */
  history: z.array(historyMessage).max(maxHistory).readonly().optional(),
  /** A new one is made when absent. */
  conversationId: idSchema.optional(),
  userId: userIdSchema.optional(),
  /** The configured one when absent. */
  persona: name.optional(),
  /** The configured model when absent. */
  model: name.optional(),
  /** The persona's limit when absent. */
  maxTokens: wholeNumber(1, 4096).optional(),
  /** Of a request that may be sent again: its messages replace those of an earlier attempt. Absent: they are new ones. */
  turnId: name.optional(),
  /** Names the request in logs; made when absent. */
  requestId: name.optional(),
});

export type RespondRequest = Readonly<z.infer<typeof respondRequestSchema>>;
