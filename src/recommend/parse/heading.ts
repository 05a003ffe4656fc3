/** The line that names an item: its title, its year, and whatever was said of it on the same line. */
import { collapseSpace, stripLeadingPictures, stripLinks, stripMarkup } from "./markup.ts";
import { findSeparators, isTitleLike, withoutLeadingSeparator } from "./separators.ts";
import { readQuoted } from "./title-quotes.ts";
import { findYear, readLeadingYear } from "./year.ts";
import type { YearSpan } from "./year.ts";

export interface Heading {
  readonly title: string;
  readonly alternativeTitle: string | null;
  readonly year: number | null;
  readonly endYear: number | "present" | null;
  /** What follows title and year, with its markup. */
  readonly body: string;
  /** True for a title in bold, italic, quotes or book marks. */
  readonly isMarked: boolean;
}

/** Characters; what goes on longer without any sign is no title. */
const longestTitle = 200;
/** Characters in which a title and its year are looked for. */
const reachOfTitle = 300;

export function readHeading(line: string): Heading {
  const text = stripLeadingPictures(stripLinks(line.slice(0, reachOfTitle)).trim()) + line.slice(reachOfTitle);
  const quoted = readQuoted(text);
  if (quoted === undefined) return readPlain(text, true);
  const tail = readTail(quoted.rest);
  if (!quoted.isEmphasis) return { ...tail, title: cleanTitle(quoted.inside), isMarked: true };
  // Bold type may hold the title, the title and its year, or the whole line.
  const nested = readQuoted(quoted.inside);
  const inner = nested === undefined ? readPlain(quoted.inside, tail.body === "") : readInside(nested);
  return {
    title: inner.title,
    alternativeTitle: inner.alternativeTitle ?? tail.alternativeTitle,
    year: inner.year ?? tail.year,
    endYear: inner.year === null ? tail.endYear : inner.endYear,
    body: [inner.body, tail.body].filter((part) => part !== "").join(" "),
    isMarked: true,
  };
}

type Tail = Omit<Heading, "title" | "isMarked">;

function readInside(quoted: { readonly inside: string; readonly rest: string }): Heading {
  return { ...readTail(quoted.rest), title: cleanTitle(quoted.inside), isMarked: true };
}

/** What follows a marked title: brackets with another title or the year, then the body. */
function readTail(rest: string): Tail {
  let left = rest.trimStart();
  let alternativeTitle: string | null = null;
  const bracket = readBracket(left);
  if (bracket !== undefined && findYear(bracket.inside) === undefined) {
    const next = readBracket(bracket.rest.trimStart());
    if (next !== undefined && findYear(next.inside) !== undefined) {
      alternativeTitle = cleanTitle(bracket.inside);
      left = bracket.rest.trimStart();
    }
  }
  const dated = readBracket(left);
  const bracketYear = dated === undefined ? undefined : findYear(dated.inside);
  if (dated !== undefined && bracketYear !== undefined) return tailOf(bracketYear, dated.rest, alternativeTitle);
  const bare = /^(?:[,，|]|[-–—] )? ?(?=\d{4})/u.exec(left);
  const leading = bare === null ? undefined : readLeadingYear(left.slice(bare[0].length));
  if (bare !== null && leading !== undefined) {
    return tailOf(leading, left.slice(bare[0].length + leading.length), alternativeTitle);
  }
  // `"Heat" by Michael Mann (1995)`, `"The Hobbit" by J.R.R. Tolkien (1937)`: a dot ends an initial, a hyphen joins names.
  const between =
    /^((?:[^-–—:：|.()（）[\]]|(?<=(?:^|[^\p{L}])\p{L}{1,2})\.|(?<=\p{L})-(?=\p{L})){1,60})(?=[(（[])/u.exec(left)?.[1];
  const late = between === undefined ? undefined : readBracket(left.slice(between.length));
  const lateYear = late === undefined ? undefined : findYear(late.inside);
  if (between !== undefined && late !== undefined && lateYear !== undefined) {
    const body = [between.trim(), withoutLeadingSeparator(late.rest)].filter((part) => part !== "").join(": ");
    return { alternativeTitle, year: lateYear.year, endYear: lateYear.endYear, body };
  }
  return readAuthor(left, alternativeTitle) ?? undated(left, alternativeTitle);
}

function undated(left: string, alternativeTitle: string | null): Tail {
  return { alternativeTitle, year: null, endYear: null, body: withoutLeadingSeparator(left) };
}

/** `*The Hobbit*, J.R.R. Tolkien, 1937`, `"Heat" by Michael Mann, 1995`: one to five names, then the year. */
const author =
  /^(?:[,，] ?| ?[-–—] )?((?:(?:by|de|von|par|di|от) )?(?=\p{Lu}|\p{Lo})[\p{L}.'’-]+(?:[ &][\p{L}.'’-]+){0,4})(?:[,，] ?| [-–—] )(?=\d{4})/u;

function readAuthor(left: string, alternativeTitle: string | null): Tail | undefined {
  const match = author.exec(left);
  const span = match === null ? undefined : readLeadingYear(left.slice(match[0].length));
  if (match === null || span === undefined) return undefined;
  const rest = left.slice(match[0].length + span.length);
  if (!endsYear.test(rest)) return undefined;
  const body = [match[1] ?? "", withoutLeadingSeparator(rest)].filter((part) => part !== "").join(": ");
  return { alternativeTitle, year: span.year, endYear: span.endYear, body };
}

/** What a year without brackets is followed by. */
const endsYear = /^\s*(?:$|[-–—:：|,，.。;(（])/u;

function tailOf(span: YearSpan, rest: string, alternativeTitle: string | null): Tail {
  return { alternativeTitle, year: span.year, endYear: span.endYear, body: withoutLeadingSeparator(rest) };
}

function readPlain(text: string, maySplit: boolean): Heading {
  return readBracketedYear(text) ?? readYearAfterSign(text) ?? splitAtSeparator(text, maySplit);
}

/** `The Hobbit by J.R.R. Tolkien`: two names at least, so that `Stand by Me` and `Step by Step` stay whole. */
const withoutAuthor =
  /^(?<work>.{1,100}?) by (?:\p{Lu}(?:[\p{L}'’-]*|(?:\.\s?\p{Lu})*)\.?\s)(?:(?:\p{Lu}[\p{L}'’-]*\.?|d[aei]|del|v[ao]n|le|la)\s){0,4}\p{Lu}[\p{L}'’-]+$/u;

/** `Heat (1995) - …`; not `Heat - much like Ronin (1998), but …`. */
function readBracketedYear(text: string): Heading | undefined {
  const reach = text.slice(0, reachOfTitle);
  for (let at = nextBracket(reach, 0); at !== -1; at = nextBracket(reach, at + 1)) {
    const bracket = readBracket(reach.slice(at));
    const span = bracket === undefined ? undefined : findYear(bracket.inside);
    if (bracket === undefined || span === undefined) continue;
    const before = text.slice(0, at).trimEnd();
    const rest = text.slice(at + bracket.length);
    if (!mayBeTitle(before, rest)) return undefined;
    const other = /^(.{1,150}?) ?[(（[]([^()（）[\]]{2,100})[)）\]]$/u.exec(before);
    // `Birdman or (The Unexpected Virtue of Ignorance)` is one title.
    const hasOther = other?.[1] !== undefined && !/ (?:or|oder|ou|o)$/iu.test(other[1]);
    const work = hasOther ? undefined : withoutAuthor.exec(before)?.groups?.["work"];
    if (work !== undefined) {
      const body = [before.slice(work.length).trim(), withoutLeadingSeparator(rest)].filter((part) => part !== "");
      // The whole is kept beside it: `Betrayed by Rita Hayworth` is a title.
      return {
        ...{ title: cleanTitle(work), alternativeTitle: cleanTitle(before), year: span.year, endYear: span.endYear },
        ...{ body: body.join(": "), isMarked: false },
      };
    }
    return {
      title: cleanTitle(hasOther ? (other[1] ?? before) : before),
      alternativeTitle: hasOther ? cleanTitle(other[2] ?? "") : null,
      year: span.year,
      endYear: span.endYear,
      body: withoutLeadingSeparator(rest),
      isMarked: false,
    };
  }
  return undefined;
}

function nextBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (brackets.has(text.charAt(at))) return at;
  }
  return -1;
}

/** Whether the text before a bracketed year is a title alone. */
function mayBeTitle(before: string, rest: string): boolean {
  if (before === "" || before.length > 160) return false;
  const separators = findSeparators(before);
  if (separators.length === 0) return before.split(" ").length <= 16;
  const endsThere = /^[\s*_]*(?:$|[-–—:：|.。]|[([（])/u.test(rest);
  return endsThere && separators.every(({ end }) => isTitleLike(before.slice(end)));
}

/** `Heat, 1995: …` and `Heat - 1995 - …`; a year without a sign before it belongs to the title: `Blade Runner 2049`. */
function readYearAfterSign(text: string): Heading | undefined {
  const reach = text.slice(0, reachOfTitle);
  for (const match of reach.matchAll(/(?:[,，] ?| [-–—|] )(?=\d{4})/gu)) {
    const from = match.index + match[0].length;
    const span = readLeadingYear(text.slice(from, from + 40));
    if (span === undefined) continue;
    const rest = text.slice(from + span.length);
    if (!endsYear.test(rest)) continue;
    const title = cleanTitle(text.slice(0, match.index));
    if (title === "" || title.split(" ").length > 12) return undefined;
    const { year, endYear } = span;
    return { title, alternativeTitle: null, year, endYear, body: withoutLeadingSeparator(rest), isMarked: false };
  }
  return undefined;
}

function splitAtSeparator(text: string, maySplit: boolean): Heading {
  if (text.length > longestTitle && findSeparators(text.slice(0, longestTitle)).length === 0) {
    return { title: "", alternativeTitle: null, year: null, endYear: null, body: text, isMarked: false };
  }
  const separators = maySplit ? findSeparators(text.slice(0, reachOfTitle)) : [];
  const splitAt = separators.find(({ isColon, end }, index) => {
    // `Star Wars: A New Hope - …`: a colon inside a title.
    const next = separators[index + 1]?.start ?? text.length;
    return !(isColon && isTitleLike(text.slice(end, next)));
  });
  const title = splitAt === undefined ? text : text.slice(0, splitAt.start);
  const body = splitAt === undefined ? "" : withoutLeadingSeparator(text.slice(splitAt.start));
  return { title: cleanTitle(title), alternativeTitle: null, year: null, endYear: null, body, isMarked: false };
}

interface Bracket {
  readonly inside: string;
  readonly rest: string;
  readonly length: number;
}

const brackets: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["（", "）"],
]);

/** A bracket at the start of `text`, at most 120 characters long. */
function readBracket(text: string): Bracket | undefined {
  const close = brackets.get(text.charAt(0));
  if (close === undefined) return undefined;
  const end = text.slice(0, 120).indexOf(close);
  if (end === -1) return undefined;
  return { inside: text.slice(1, end), rest: text.slice(end + 1), length: end + 1 };
}

function cleanTitle(written: string): string {
  const plain = collapseSpace(stripMarkup(written))
    // A year that was begun and never closed.
    .replace(/ ?[(（[][\d\s–-]{0,12}$/u, "")
    .replace(/(?:\s|[:：,，;；|–—]|(?<=\s)-)+$/u, "");
  const quoted = readQuoted(plain);
  return quoted !== undefined && !quoted.isEmphasis && quoted.rest === "" ? quoted.inside : plain;
}
