/**
 * Ways in which a small model takes up the user's words and turns their meaning round. English only: guided replies are
 * (`meansFor`), and the order of words says who did what.
 */
import type { Language } from "../../core/language.ts";
import { contentWords, isSameWord, wordsOf } from "./words.ts";

const firstPerson: ReadonlySet<string> = new Set(["i", "we", "i've", "we've", "i'd", "i'm", "we're"]);

/** Between who does something and the word for it: "I just saw", "you were cut". */
const mostBetween = 2;

/** What has not happened yet, or not to the end. */
const unfinished =
  /\b(?:tomorrow|tonight|later|soon|next (?:week|weekend|month|year|summer)|will|won't|going to|can't wait|about to|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b|'ll\b|\b(?:am|is|are|i'm|he's|she's|it's|they're|we're|you're) (?:\w+ )?\w+ing\b/i;
const ahead =
  /\b(?:tomorrow|tonight|later|soon|next|will|going to|can't wait|weekend|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|in (?:june|july|august|may|december|\w+ (?:days|weeks|months)))\b|'ll\b/i;

/** @returns the words that are turned round; undefined where none are found */
export function misreadWords(
  { lead, text }: { readonly lead: string; readonly text: string },
  userText: string,
  language: Language,
): string | undefined {
  if (language !== "en") return undefined;
  const sentence = `${lead}${text}`;
  if (/\bwhen$/i.test(lead) && unfinished.test(userText)) return "when";
  if (/\blooking forward to$/i.test(lead) && !ahead.test(userText)) return "looking forward";
  if (/\bdid\b/i.test(lead) && /\b(?:is|are|will)\b/i.test(text)) return sentence;
  if (/\b(?:about|to|with|from|at|of|for|give|gave|tell|told) (?:you|me)\b/i.test(text)) return sentence;
  if (/\bwhen$/i.test(lead) && isStateOfTheMoment(text, userText)) return sentence;
  if (/^ \w+ you\b/i.test(text) && /\bkind of$/i.test(lead)) return sentence;
  if (/\b(?:say to|hear from)$/i.test(lead)) return onlyAround(text, userText, language);
  const seen = /\b(?:saw|see|heard) (?:the|your|that|those|these|an?) (.*)$/i.exec(text)?.[1];
  if (seen !== undefined && onlyAround(seen, userText, language) !== undefined) return seen;
  return takenRole(sentence, userText) ?? takenDeed(sentence, userText, language);
}

/** "when you were sober", "when you got left-handed": what somebody is has no moment. "When you were promoted" has. */
function isStateOfTheMoment(text: string, userText: string): boolean {
  if (/\bwas an? /i.test(text)) return !/\b(?:was|turned out)\b/i.test(userText);
  const state = /\byou (?:were|got) (\S+)/i.exec(text)?.[1];
  if (state === undefined || /(?:ed|en|ing)\W*$/i.test(state)) return false;
  return !/^(?:the|your|that|this|those|an|it|there|here|in|at|on|home|to)$/i.test(state);
}

const around: ReadonlySet<string> = new Set(
  "in into on at of from to with for about near like behind under".split(" "),
);

/** The first thing of a text, where the user names it only as a place or somebody beside: "in front of my grandpa". */
function onlyAround(text: string, userText: string, language: Language): string | undefined {
  const said = wordsOf(userText, language);
  const [thing] = contentWords(text, language);
  if (thing === undefined) return undefined;
  const places = said.flatMap((own, place) => (isSameWord(own, thing, language) ? [place] : []));
  const isAround = (place: number): boolean =>
    said.slice(Math.max(0, place - mostBetween), place).some((word) => around.has(word));
  return places.length > 0 && places.every(isAround) ? thing : undefined;
}

/** "your aunt" to who is going to be one. */
function takenRole(sentence: string, userText: string): string | undefined {
  for (const [owned, thing] of sentence.matchAll(/\byour ((?:\w+ )?\w+)/gi)) {
    const last = thing?.split(" ").at(-1) ?? "";
    if (new RegExp(`\\b(?:be|become|am|i'm|as) an? (?:\\w+ )?${last}\\b`, "i").test(userText)) return owned;
  }
  return undefined;
}

/** "when you broke it" to who said that somebody else did. */
function takenDeed(sentence: string, userText: string, language: Language): string | undefined {
  const said = wordsOf(userText, language);
  const heard = contentWords(userText, language);
  const words = wordsOf(sentence, language);
  for (const [index, word] of words.entries()) {
    if (word !== "you") continue;
    const deed = words
      .slice(index + 1, index + 1 + mostBetween)
      .find((next) => heard.some((own) => isSameWord(own, next, language)));
    if (deed === undefined || words[index + 1] === "your") continue;
    const places = said.flatMap((own, place) => (isSameWord(own, deed, language) ? [place] : []));
    const isOwn = places.some((place) =>
      said.slice(Math.max(0, place - mostBetween - 1), place).some((who) => firstPerson.has(who)),
    );
    if (!isOwn) return `you ${deed}`;
  }
  return undefined;
}
