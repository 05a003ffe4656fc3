/**
 * A title or name that nobody mentioned. A very small model that is asked for something to listen to names "the Beatles'
 * latest album, Satisfying Dreams": what was not said and is not in the prompt, it has made up as often as not.
 * English only: there a capital inside a sentence is a name.
 */
import { plainForm } from "./phrase-matcher.ts";

/** With a capital wherever they stand, and no names of works or people. */
const common: ReadonlySet<string> = new Set(
  (
    "i i'm i'll i'd i've monday tuesday wednesday thursday friday saturday sunday january february march april may june july " +
    "august september october november december english french spanish italian german japanese chinese korean russian american " +
    "british european indian mexican thai greek christmas easter tv dvd ok internet god earth"
  ).split(" "),
);

const quoted = /["“„«]([^"“”„«»\n]{2,60})["”»]/gu;
const capital = /(?<![\p{L}\p{N}'’-])\p{Lu}[\p{L}\p{M}'’-]*/gu;
/** What a sentence, a line or an item of a list begins with. */
const sentenceStart = /(?:^|[.!?…:\n"“(*-]|\d[.)])[\s"“(*]*$/u;

/** @param known all that was said, and what the model was given; @returns the first name that is not in it. */
export function inventedName(text: string, known: string): string | undefined {
  const words = new Set(wordsOf(known));
  for (const [, title = ""] of text.matchAll(quoted)) {
    if (/\p{Lu}/u.test(title) && !wordsOf(title).every((word) => words.has(word))) return title;
  }
  for (const { 0: name, index } of text.matchAll(capital)) {
    if (sentenceStart.test(text.slice(0, index))) continue;
    const plain = wordsOf(name).join(" ");
    if (plain !== "" && !common.has(plain) && !plain.split(" ").every((word) => words.has(word))) return name;
  }
  return undefined;
}

/** Without the `'s` of a genitive. */
function wordsOf(text: string): readonly string[] {
  return plainForm(text)
    .trim()
    .split(" ")
    .map((word) => word.replace(/'s?$/u, ""))
    .filter((word) => word !== "");
}
