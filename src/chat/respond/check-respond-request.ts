import { characterCount } from "../../core/character-count.ts";
import { emotionLabels } from "../../core/emotion.ts";
import { ReparteeError } from "../../core/errors.ts";
import {
  filledText,
  groupOf,
  integerIn,
  listOf,
  numberIn,
  oneOf,
  optional,
  text,
  wrongField,
  type FieldCheck,
} from "../../core/field-check.ts";
import { languages } from "../../core/language.ts";
import type { RespondRequest } from "./empathic-reply.ts";

/** Characters of one message: more than anybody says at once, less than any context window. */
export const maxTextLength = 8_000;
export const maxHistory = 100;
/** As stores keep them. */
export const idPattern: RegExp = /^[A-Za-z0-9._:-]{1,128}$/;

const words: FieldCheck = (value, path) => {
  filledText(value, path);
  if (typeof value !== "string" || value.trim() === "") {
    throw wrongField(path, value, `a text of 1 to ${maxTextLength} characters`);
  }
  const characters = characterCount(value);
  if (characters > maxTextLength) {
    throw new ReparteeError(
      "invalid_request",
      `Cannot take the request: ${path} has ${characters} characters, wished at most ${maxTextLength}.`,
      { param: path },
    );
  }
};

const id: FieldCheck = (value, path) => {
  if (typeof value !== "string" || !idPattern.test(value)) {
    throw wrongField(path, value, "1 to 128 characters of A-Z, a-z, 0-9, '.', '_', ':' and '-'");
  }
};

const historyMessage = groupOf<{ role: string; content: string }>(
  { role: oneOf(["user", "assistant"]), content: text },
  "a message with `role` and `content`",
);

const respondRequest = groupOf<RespondRequest>(
  {
    text: words,
    emotion: optional(oneOf(emotionLabels)),
    emotionConfidence: optional(numberIn(0, 1)),
    language: optional(oneOf(languages)),
    history: optional(listOf(historyMessage, `a list of at most ${maxHistory} messages`, { max: maxHistory })),
    conversationId: optional(id),
    userId: optional(id),
    persona: optional(filledText),
    model: optional(filledText),
    maxTokens: optional(integerIn(1, 4096)),
    requestId: optional(filledText),
  },
  "an object with `text`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field. */
export function checkRespondRequest(request: unknown): asserts request is RespondRequest {
  respondRequest(request, "");
}
