/**
 * Whether the question that a small model finished stays with what the user said: the same thing, the same owner, the same
 * deed. Strict on purpose: a written reply is better than a question about something that nobody said. English only:
 * guided replies are (`meansFor`).
 */
import type { Language } from "../../core/language.ts";
import {
  determiners,
  gaining,
  habitual,
  having,
  isPastForm,
  joining,
  leftOut,
  measures,
  mindful,
  missing,
  negations,
  onlyMeant,
  perceived,
  placing,
  seen,
} from "./english-forms.ts";
import { pointingWords } from "./plain-words.ts";
import { isSameWord, wordsOf } from "./words.ts";

export interface Question {
  /** Its first words, which were written. */
  readonly lead: string;
  /** The model's, behind them. */
  readonly text: string;
}

const firstPerson: ReadonlySet<string> = new Set("i i'm i've i'd we we've we're we'd".split(" "));
/** Before its thing, adjectives between: "my tiny old red car". */
const fromOwner = 3;
/** From who does something to the word for it: "I have just seen". */
const fromDoer = 3;

/** @returns what is not as the user said it; undefined where nothing is found */
export function ungroundedWords({ lead, text }: Question, userText: string, language: Language): string | undefined {
  if (language !== "en") return undefined;
  const words = wordsOf(text, language);
  const said = wordsOf(userText, language);
  if (
    words.includes("or") ||
    /\b(?!(?:by|of|to|for|with|at|about|on|in) )\w+ (?:you|me)$/.test(words.slice(-2).join(" "))
  )
    return text;
  if (/\bwhen$/i.test(lead)) return strayMoment(words, said, userText);
  if (/\bkind of$/i.test(lead) && words.some((word) => !joining.has(word) && isDenied(word, said))) return text;
  if (/\bkind of$/i.test(lead))
    return /\b(?:are|do|did|is|was) (?:you|it|that|your)\b/i.test(text) ? strayWord(words, said) : text;
  if (/\bbeen$/i.test(lead)) return strayDuration(words, said, userText);
  if (!/\b(?:about|of|with|to|from|at|in|for)$/i.test(lead) || pointingWords[language].has(words.join(" ")))
    return undefined;
  if (/\bdo with$/i.test(lead) && !gaining.test(userText)) return text;
  if (/\b(?:say to|hear from)$/i.test(lead) && !isWhoDidIt(words, said)) return text;
  return strayWord(words, said) ?? strayThing(words, said, userText);
}

/** Of a question's other words, one that the user did not say. */
function strayWord(words: readonly string[], said: readonly string[]): string | undefined {
  return words.find((word) => !joining.has(word) && placeOf(word, said) < 0);
}

function placeOf(word: string, said: readonly string[]): number {
  return said.findIndex((own) => own === word || isSameWord(own, word, "en"));
}

/** Whom a sentence begins with, or whom the feeling is about: "my sister lied to my mom" is about the sister. */
function isWhoDidIt(words: readonly string[], said: readonly string[]): boolean {
  const thing = words.find((word) => !determiners.has(word));
  const place = thing === undefined || joining.has(thing) ? -1 : placeOf(thing, said);
  return place <= fromOwner || said.slice(Math.max(0, place - fromOwner), place).some((word) => mindful.has(word));
}

/** A thing that belongs to somebody else, or that the user has not. */
function strayThing(words: readonly string[], said: readonly string[], userText: string): string | undefined {
  const [first = ""] = words;
  const asked = determiners.has(first) ? first : undefined;
  const thing = words[asked === undefined ? 0 : 1];
  if (thing === undefined) return first;
  const place = placeOf(thing, said);
  if (place < 0) return joining.has(thing) ? undefined : thing;
  const before = said.slice(Math.max(0, place - fromOwner), place);
  if (before.includes("by") && !before.includes("living")) return thing;
  if (measures.has(words.at(-1) ?? "") || (said[place]?.endsWith("'s") === true && !thing.endsWith("'s"))) return thing;
  if (asked === undefined && thing.endsWith("ing") && isAnothersDoing(place, said)) return thing;
  if (isOthers(words, said)) return words.join(" ");
  const heard = before.findLast((word) => determiners.has(word));
  const isMissing = negations.test(before.join(" ")) && /\b(?:have|had)\b/.test(before.join(" "));
  if (heard === "no" || heard === "any" || isMissing || leftOut.test(userText)) return thing;
  if (asked === "your") {
    if (heard === "my" || heard === "our") return undefined;
    const isAnothers =
      heard === "his" || heard === "her" || heard === "their" || (said[place - 1] ?? "").endsWith("'s");
    const isDone = firstPerson.has(said[place - 1] ?? "");
    return isAnothers || isDone || !having.test(userText) ? `your ${thing}` : undefined;
  }
  if (asked === "his" || asked === "her" || asked === "their") return heard === asked ? undefined : `${asked} ${thing}`;
  return asked === undefined && heard !== undefined && !/(?:ing|s)$/.test(thing) ? thing : undefined;
}

/** "your mother" to who said "his mother". */
function isTheirs(thing: string | undefined, said: readonly string[]): boolean {
  const place = thing === undefined ? -1 : placeOf(thing, said);
  return place > 0 && /^(?:his|her|their)$/.test(said[place - 1] ?? "");
}

/** "was singing a punk band" to who said "sings in a punk band". */
function isDisplaced(word: string, index: number, words: readonly string[], said: readonly string[]): boolean {
  const place = joining.has(word) ? -1 : placeOf(word, said);
  const isPlaced = (list: readonly string[], at: number): boolean =>
    list.slice(Math.max(0, at - fromOwner), at).some((before) => placing.has(before));
  return place > 0 && index > 0 && isPlaced(said, place) && !isPlaced(words, index);
}

/** "your friend's diagnosis" to who said "my diagnosis". */
function isOthers(words: readonly string[], said: readonly string[]): boolean {
  const owned = words[words.findIndex((word) => word.endsWith("'s")) + 1];
  const place = owned === undefined || !words.some((word) => word.endsWith("'s")) ? -1 : placeOf(owned, said);
  return place > 0 && ["my", "our"].includes(said[place - 1] ?? "");
}

/** "moving to Australia" to whose friend is moving, "playing" to who cannot play. */
function isAnothersDoing(place: number, said: readonly string[]): boolean {
  const before = said.slice(Math.max(0, place - fromDoer), place);
  return (
    /^(?:is|are|was|were|keeps?|he's|she's|they're)$/.test(before.at(-1) ?? "") || negations.test(before.join(" "))
  );
}

/** Whether a thing is only where, when or by whom something is: asked about only where nothing better was found. */
export function isBeside({ lead, text }: Question, userText: string, language: Language): boolean {
  if (language !== "en" || !/\b(?:about|of|with|to)$/i.test(lead)) return false;
  const words = wordsOf(text, language);
  const thing = determiners.has(words[0] ?? "") ? words[1] : words[0];
  const said = wordsOf(userText, language);
  const place = thing === undefined ? -1 : placeOf(thing, said);
  const start = Math.max(0, place - fromOwner);
  const at = said.slice(start, Math.max(0, place)).findLastIndex((word) => placing.has(word));
  return at >= 0 && !mindful.has(said[start + at - 1] ?? "");
}

/** "when …": what is no moment, did not happen, or was done by somebody else. */
function strayMoment(words: readonly string[], said: readonly string[], userText: string): string | undefined {
  const clause = words.join(" ");
  if (/^(?:it|that|this) happened$/.test(clause)) return undefined;
  if (!negations.test(clause) && words.some((word) => !joining.has(word) && isDenied(word, said))) return clause;
  if (habitual.test(userText) || !words.some(isPastForm)) return clause;
  // What somebody is has no moment; what they were doing, or what was done to them, has.
  if (/\b(?:was|were) (?!\S*(?:ed|en|ing)\b)/.test(clause)) return clause;
  const stray = words.find((word) => !joining.has(word) && !perceived.has(word) && placeOf(word, said) < 0);
  if (stray !== undefined) return stray;
  const doer = words[0] === "you" ? "you" : words.find((word) => !joining.has(word));
  const deed = words.findLast((word, index) => index > 0 && word !== doer && isPastForm(word) && !joining.has(word));
  if (words.some((word) => perceived.has(word)) && !seen.test(userText)) return clause;
  const isOthersThing = words.some((word, index) => word === "your" && isTheirs(words[index + 1], said));
  const isDeed = !words.some((word) => perceived.has(word));
  if (!isDeed && missing.test(userText)) return clause;
  // "when your nephew named him": nobody knows whom.
  if (words[0] !== "you" && /^(?:him|her)$/.test(words.at(-1) ?? "")) return clause;
  if (isOthersThing || (isDeed && words.some((word, index) => isDisplaced(word, index, words, said)))) return clause;
  if (doer === undefined || deed === undefined || perceived.has(deed)) return undefined;
  const deedPlace = placeOf(deed, said);
  if (deedPlace < 0) return deed;
  const who = said.slice(Math.max(0, deedPlace - fromDoer), deedPlace);
  if (doer === "you") {
    const isFar = words
      .slice(words.indexOf(deed) + 1)
      .some((word) => !joining.has(word) && isBeyond(word, deedPlace, said));
    return !isFar && (who.length === 0 || who.some((word) => firstPerson.has(word))) ? undefined : `you ${deed}`;
  }
  if (placeOf(doer, said) > deedPlace) return `${doer} ${deed}`;
  return words[0] === "your" ? strayThing(words, said, userText) : undefined;
}

/** A thing so far behind a deed is another deed's: "I got an email, I sent that book years ago". */
const mostBehind = 5;

function isBeyond(word: string, deedPlace: number, said: readonly string[]): boolean {
  const place = placeOf(word, said);
  return place < deedPlace || place - deedPlace > mostBehind;
}

function isDenied(word: string, said: readonly string[]): boolean {
  const place = placeOf(word, said);
  return place > 0 && negations.test(said.slice(Math.max(0, place - fromDoer), place).join(" "));
}

/** "How long have you been …": nothing that the user is doing. */
function strayDuration(words: readonly string[], said: readonly string[], userText: string): string | undefined {
  if (onlyMeant.test(userText) || /\bjust\b/i.test(userText) || !(words[0] ?? "").endsWith("ing"))
    return words.join(" ");
  return strayWord(words, said);
}
