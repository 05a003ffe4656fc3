/**
 * Whether a title and a reason that no catalog knows are words of the model's own, and of the kind that they should be.
 */
import { wordsOf, type PromptEcho } from "./prompt-echo.ts";

export interface OwnWordsOptions {
  readonly echo: PromptEcho;
  readonly query: string;
  readonly kind: string | undefined;
}

export interface OwnWords {
  /** False of the prompt's words, of placeholders (`Title`, `book-1`), of sentences, and of what the question names. */
  isTitle(title: string): boolean;
  /** False of the prompt's words and of placeholders (`no reason`). */
  isReason(reason: string): boolean;
}

/** What the prompt calls the places of its form, and what is written into them by who has nothing to say. */
const places = "title name item items recommendation recommendations id year reason description confidence kind";
const fillers =
  "a an the of your my this here no not none any n na null undefined unknown untitled tbd placeholder example sample " +
  "some given insert another";

export function createOwnWords({ echo, query, kind = "" }: OwnWordsOptions): OwnWords {
  const kinds = wordsOf(kind).flatMap((word) => [word, `${word}s`]);
  const named = new Set([...places.split(" "), ...kinds]);
  const filling = new Set([...fillers.split(" "), ...named]);
  const asked = ` ${wordsOf(query).join(" ")} `;

  /** Nothing but names of places: with a number or a letter, too. */
  function isPlaceholder(text: string): boolean {
    const words = wordsOf(text);
    const rest = words.filter((word) => !filling.has(word) && !/^(?:\d{1,2}|[a-z])$/.test(word));
    const isCounted = words.some((word) => named.has(word)) || words.every((word) => filling.has(word));
    return rest.length === 0 && isCounted;
  }

  return {
    isTitle: (title) =>
      !isPlaceholder(title) &&
      !isSentence(title) &&
      !echo.repeats(title) &&
      !asked.includes(` ${wordsOf(title).join(" ")} `),
    isReason: (reason) => !isPlaceholder(reason) && !echo.repeats(reason),
  };
}

const mostTitleWords = 20;
const leastSentenceWords = 6;
/** Of the words behind the first; English titles have capitals, and those of other languages no verb of these. */
const smallWords = 0.7;
const ofSentences =
  /\b(?:the user|users?|you|your|i|we|is|are|was|were|has|have|had|will|would|can|could|should|recommend\w*|suggest\w*|because|so)\b/u;

/** Whether a text tells something: no title has so many small words around a verb. */
function isSentence(text: string): boolean {
  const words = text.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  if (words.length > mostTitleWords || /\bthe user\b/iu.test(text)) return true;
  if (words.length < leastSentenceWords) return false;
  const small = words.slice(1).filter((word) => word === word.toLowerCase() || word === "I").length;
  return (
    small >= (words.length - 1) * smallWords && (ofSentences.test(text.toLowerCase()) || /[.。:：]\s*$/u.test(text))
  );
}
