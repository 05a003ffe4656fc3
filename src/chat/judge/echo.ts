/** Replies that give the user their own words back. */
import type { Language } from "../../core/language.ts";
import { isUnspaced, wordsOf } from "./words.ts";

/** Of the user's words, in a row. */
const shareOfUser = 0.75;
/** Of the reply's words, the same ones: a reply that takes up the user's words and goes on is no echo. */
const shareOfReply = 0.6;
/** Fewer words are taken up by good replies as well. */
const fewestWords = 3;

/** Where "my" and "your" are left out, a listener who takes up the words says them as the speaker did. */
const leavesOutSpeaker: ReadonlySet<Language> = new Set<Language>(["zh", "ja", "ko"]);

/**
 * @param isWhole false while the sentence goes on: then it may still say something of its own
 * @returns the run of words that the reply has from the user, where it is an echo
 */
export function echoedWords(
  reply: string,
  userText: string,
  { isWhole, language }: { readonly isWhole: boolean; readonly language: Language },
): string | undefined {
  const said = unitsOf(reply, language);
  const heard = unitsOf(userText, language);
  if (heard.length < fewestWords || said.length === 0) return undefined;
  const { length, start } = longestRun(said, heard);
  const beginsAsTheUser = !leavesOutSpeaker.has(language) && start === 0 && length >= fewestWords + 1;
  const coversUser = length >= shareOfUser * heard.length;
  const coversReply = isWhole && length >= shareOfReply * said.length;
  // "My dog died last night, …" is said as if it were the persona's own dog.
  if (coversUser && (coversReply || beginsAsTheUser)) return said.slice(start, start + length).join(" ");
  return undefined;
}

/** Words; characters where these are not separated by spaces. */
function unitsOf(text: string, language: Language): readonly string[] {
  const words = wordsOf(text, language);
  return isUnspaced(language) ? [...words.join("")] : words;
}

/** The longest run of units of `said` that is in `heard`, and where it begins in `said`. */
function longestRun(
  said: readonly string[],
  heard: readonly string[],
): { readonly length: number; readonly start: number } {
  let best = { length: 0, start: 0 };
  let before: number[] = [];
  for (const [index, unit] of said.entries()) {
    const row: number[] = [];
    for (const [place, other] of heard.entries()) {
      if (unit !== other) continue;
      const length = (before[place - 1] ?? 0) + 1;
      row[place] = length;
      if (length > best.length) best = { length, start: index - length + 1 };
    }
    before = row;
  }
  return best;
}
