/** A short reply without a model, out of what the user said and what their taste analysis names. */
import type { Language } from "../../core/language.ts";
import type { TasteTurn } from "./taste-request.ts";
import { toPlainLine } from "./plain-text.ts";
import type { TasteFacts } from "./read-taste.ts";
import { tastePhrases, type TastePhrases } from "./template-phrases.ts";

export interface TasteTemplateInput {
  readonly userInput: string;
  readonly facts: TasteFacts;
  readonly history: readonly TasteTurn[];
  readonly language: Language;
  /** Counts the replies that were written, so that consecutive ones differ without a history, too. */
  readonly turn: number;
}

/** Characters; what is longer is not repeated. */
const longestQuote = 80;
const maxListed = 3;

export function writeTasteTemplate({ userInput, facts, history, language, turn }: TasteTemplateInput): string {
  const phrases = tastePhrases[language];
  const earlier = history.filter(({ role }) => role === "assistant").map(({ content }) => content);
  const words = quotable(userInput);
  const list = listOf(facts, phrases);
  const variants = words === undefined ? phrases.plainOpening : phrases.opening;
  // Each place turns at a speed of its own, so that all combinations come before one comes again.
  const sentences = [
    leastRecent(variants, earlier, turn),
    leastRecent(list === undefined ? phrases.noTaste : phrases.taste, earlier, turn + Math.floor(turn / 4)),
    leastRecent(phrases.closing, earlier, turn + Math.floor(turn / 16)),
  ];
  if (facts.name !== undefined && earlier.length === 0) sentences.unshift(phrases.greeting);
  const values: Readonly<Record<string, string>> = { words: words ?? "", list: list ?? "", name: facts.name ?? "" };
  const filled = sentences.map((sentence) => sentence.replaceAll(placeholder, (_, key: string) => values[key] ?? ""));
  return filled.join(language === "zh" || language === "ja" ? "" : " ");
}

const placeholder = /\{(words|list|name)\}/g;

/** The user's words on one line without what ends a quotation; the sentence around them has an end of its own. */
function quotable(userInput: string): string | undefined {
  const words = toPlainLine(userInput, longestQuote + 1).replace(/[.…。]+$/u, "");
  const isFit = words !== "" && words.length <= longestQuote && !/["“”„«»「」`<>]/u.test(words);
  return isFit && !userInput.trim().includes("\n") ? words : undefined;
}

/** Titles say most, then people, then genres; no mixture of them. */
function listOf({ favourites, people, genres }: TasteFacts, phrases: TastePhrases): string | undefined {
  const items = [favourites, people, genres].find(({ length }) => length > 0)?.slice(0, maxListed);
  if (items === undefined) return undefined;
  const last = items.at(-1) ?? "";
  return items.length === 1 ? last : items.slice(0, -1).join(phrases.comma) + phrases.and + last;
}

/** The first variant from `start` on that the conversation has not seen, else the one seen longest ago. */
function leastRecent(variants: readonly [string, ...string[]], earlier: readonly string[], start: number): string {
  let choice = variants[start % variants.length] ?? variants[0];
  let choiceLastUse = Infinity;
  for (let step = 0; step < variants.length; step++) {
    const variant = variants[(start + step) % variants.length] ?? variants[0];
    const parts = variant.split(placeholder).filter((part, index) => index % 2 === 0 && part !== "");
    const lastUse = earlier.findLastIndex((reply) => parts.every((part) => reply.includes(part)));
    if (lastUse < choiceLastUse) [choice, choiceLastUse] = [variant, lastUse];
  }
  return choice;
}
