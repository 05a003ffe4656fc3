/**
 * What a very small model made of an entry's description, if it holds: the description's own words in their order, fewer of
 * them at most. Left to itself, it adds a plot; left out, a word seldom makes another story.
 */

/** Words that may be added: they name nothing and turn nothing round. */
const mayBeAdded = new Set("a an the and who is are was were here".split(" "));
/** Words without which the rest says something else. */
const mayNotBeLost = new Set("not no never without nothing nobody none cannot only but almost nearly".split(" "));

/** Of the description's words, that many stay. */
const leastShare = 0.6;
const leastWords = 4;

/** @returns the clause, without a full stop and small at its beginning; undefined where it says something of its own. */
export function ownClause(written: string, description: string): string | undefined {
  const [line = ""] = written.trim().split("\n");
  const clause = (line.split(/(?<=[.!?])\s/u)[0] ?? "").replace(/[\s.,;:!?–-]+$/u, "");
  const described = wordsOf(description);
  const said = wordsOf(clause);
  let place = 0;
  let kept = 0;
  for (const word of said) {
    const found = described.indexOf(word, place);
    if (found === -1) {
      if (!mayBeAdded.has(word)) return undefined;
      continue;
    }
    if (described.slice(place, found).some((lost) => mayNotBeLost.has(lost))) return undefined;
    kept += 1;
    place = found + 1;
  }
  if (described.slice(place).some((lost) => mayNotBeLost.has(lost))) return undefined;
  return kept >= leastWords && kept >= described.length * leastShare ? smallArticle(clause) : undefined;
}

/** Behind a colon; a name stays as it is. */
function smallArticle(clause: string): string {
  return clause.replace(/^(?:A|An|The|In|On|At|After|Two|Three|His|Her)\b/u, (word) => word.toLowerCase());
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu) ?? [];
}
