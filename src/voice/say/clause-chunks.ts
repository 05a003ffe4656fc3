/**
 * Cuts a reply into what is spoken at once. The first part ends at a clause already, so that it sounds early; the
 * following ones are sentences, which sound best whole.
 */
export interface ClauseChunks {
  /** Parts that are complete now. */
  push(text: string): readonly string[];
  /** The rest. */
  end(): readonly string[];
}

/** Shorter first clauses ("Oh,") would leave the voice waiting for the next one. */
const firstWords = 4;
const firstIdeographs = 6;
/** A part that nothing ends is cut at a blank by then: recognizers of phonemes and patience have limits. */
const longest = 220;

const clauseMark = /[,;:—–،、，；：]/u;
const closingMark = /[\p{Pe}\p{Pf}"']/u;
const ideograph = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

export function createClauseChunks(language: string): ClauseChunks {
  const sentences = new Intl.Segmenter(language, { granularity: "sentence" });
  let waiting = "";
  let isFirst = true;

  function take(length: number): string {
    const chunk = waiting.slice(0, length).trim();
    waiting = waiting.slice(length);
    isFirst = false;
    return chunk;
  }

  function nextEnd(): number | undefined {
    // A sentence is over when the next one has begun: "It is 3." may go on with "5 km".
    const over = [...sentences.segment(waiting)].map(({ segment }) => segment).slice(0, -1);
    let length = 0;
    for (const sentence of over) {
      length += sentence.length;
      if (hasWords(waiting.slice(0, length)) && !isAbbreviation(sentence)) return length;
    }
    const end = isFirst ? clauseEnd(waiting) : undefined;
    if (end !== undefined || waiting.length <= longest) return end;
    return waiting.lastIndexOf(" ", longest) + 1 || longest;
  }

  return {
    push(text) {
      waiting += text;
      const chunks: string[] = [];
      for (let end = nextEnd(); end !== undefined; end = nextEnd()) chunks.push(take(end));
      return chunks;
    },
    end() {
      const rest = waiting.trim();
      waiting = "";
      return hasWords(rest) ? [rest] : [];
    },
  };
}

/** Behind the first clause mark that has enough before it and text behind it. */
function clauseEnd(text: string): number | undefined {
  for (let index = 0; index < text.length - 1; index += 1) {
    if (!clauseMark.test(text[index] ?? "")) continue;
    const before = text.slice(0, index);
    const isLong =
      before.split(/\s+/).length >= firstWords ||
      [...before].filter((character) => ideograph.test(character)).length >= firstIdeographs;
    // "1,000" and "10:30" are one word.
    const endsWord = /\s/.test(text[index + 1] ?? "") || ideograph.test(text[index + 1] ?? "");
    if (isLong && endsWord) return index + 1 + (closingMark.test(text[index + 1] ?? "") ? 1 : 0);
  }
  return undefined;
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** "Dr." is no sentence to say by itself; nor is "No.", which loses nothing by waiting. */
function isAbbreviation(sentence: string): boolean {
  return /^\s*\p{Lu}\p{L}{0,2}\.\s*$/u.test(sentence);
}
