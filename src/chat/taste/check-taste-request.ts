import { characterCount } from "../../core/character-count.ts";
import {
  filledText,
  groupOf,
  listOf,
  oneOf,
  optional,
  text,
  wrongField,
  type FieldCheck,
} from "../../core/field-check.ts";
import type { TasteTurn } from "./history-window.ts";
import type { TasteChatRequest } from "./taste-chat.ts";

/** Characters of what a user says at once. */
const maxInputLength = 8_000;
/** More turns than any window takes. */
const maxTurns = 1_000;

const visibleText: FieldCheck = (value, path) => {
  if (typeof value !== "string" || characterCount(value) > maxInputLength || !/[^\s\p{C}]/u.test(value)) {
    throw wrongField(path, value, `a text of 1 to ${maxInputLength} characters`);
  }
};

const turn = groupOf<TasteTurn>(
  { role: oneOf(["user", "assistant", "system"]), content: text },
  "a turn with `role` and `content`",
);

const tasteRequest = groupOf<TasteChatRequest>(
  {
    requestId: filledText,
    userInput: visibleText,
    // Any JSON; what is too large or too deep is left out where it is read.
    tasteAnalysis: () => {},
    history: listOf(turn, `a list of at most ${maxTurns} turns`, { max: maxTurns }),
    model: optional(filledText),
  },
  "an object with `userInput`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field, such as `history[0].role`. */
export function checkTasteRequest(request: unknown): asserts request is TasteChatRequest {
  tasteRequest(request, "");
}
