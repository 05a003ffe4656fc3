/**
 * Years next to a title: `1999`, `1999年`, `2008–2013`, `2019–present`. Only years in which there were films count, and in
 * a bracket those of printed books, so that `(9)`, `(300)` or `1408` stays a part of its title.
 */
export interface YearSpan {
  readonly year: number;
  readonly endYear: number | "present" | null;
}

const dash = "(?:-|‐|‑|–|—|~|〜|～| to | bis | à | a | до | по |至|到)";
const present =
  "present|presente|now|today|ongoing|current|heute|jetzt|laufend|présent|aujourd'hui|en cours|actualidad|actualmente|hoy|atualmente|hoje|atualidade|oggi|in corso|настоящее время|наст\\. ?время|н\\. ?в\\.?|сейчас|至今|现在|現在|今|현재|지금";
const suffix = "(?: ?(?:年|년|г\\.?|год))?";
const year = "(?:18[7-9]\\d|19\\d\\d|20\\d\\d)";
const bookYear = "(?:1[5-9]\\d\\d|20\\d\\d)";
const spanOf = (one: string): string =>
  `(?<!\\d)(${one})${suffix}(?: ?${dash} ?(?:(${one})${suffix}|(\\d\\d)(?!\\d)|(${present})|(?=$|[)\\]）,;，；])))?(?!\\d)`;

const first = new RegExp(spanOf(bookYear), "iu");
const span = spanOf(year);
const only = new RegExp(`^ ?${span}[年년]? ?$`, "iu");
const leading = new RegExp(`^${span}`, "iu");

/** The first year or range in a short text, such as the inside of a bracket. */
export function findYear(text: string): YearSpan | undefined {
  return read(first.exec(text));
}

/** The year or range that is all of `text`. */
export function readWholeYear(text: string): YearSpan | undefined {
  return read(only.exec(text));
}

/** The year or range that `text` begins with, and how long it is written. */
export function readLeadingYear(text: string): (YearSpan & { readonly length: number }) | undefined {
  const match = leading.exec(text);
  const found = read(match);
  return match === null || found === undefined ? undefined : { ...found, length: match[0].length };
}

function read(match: RegExpExecArray | null): YearSpan | undefined {
  if (match === null) return undefined;
  const [whole, start = "", end, shortEnd, running] = match;
  const from = Number(start);
  if (running !== undefined) return { year: from, endYear: "present" };
  if (end !== undefined) return { year: from, endYear: Number(end) };
  // `2008-13`: the same century, or the next one.
  if (shortEnd !== undefined) {
    const sameCentury = Math.floor(from / 100) * 100 + Number(shortEnd);
    return { year: from, endYear: sameCentury >= from ? sameCentury : sameCentury + 100 };
  }
  return { year: from, endYear: openRange.test(whole) ? "present" : null };
}

const openRange = /[-‐‑–—~〜～至到] ?$/u;
