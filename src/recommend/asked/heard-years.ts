/** The years that a question asks for, and the question without them: `a comedy from the 90s`, `films before 1960`. */
import {
  after,
  afterBehind,
  and,
  articles,
  before,
  beforeBehind,
  between,
  decadeLead,
  decadeNumerals,
  decadeWords,
  of,
  onwards,
  since,
  sinceAlone,
  sinceBehind,
  until,
  untilBehind,
  yearMark,
} from "./year-words.ts";

/** Both years included. */
export interface YearRange {
  readonly from: number;
  readonly until: number;
}

export interface HeardYears {
  readonly years: YearRange | undefined;
  readonly rest: string;
}

export function isWithin(years: YearRange | undefined, year: number | null | undefined): boolean {
  return years === undefined || (year != null && year >= years.from && year <= years.until);
}

const unbounded: YearRange = { from: -Infinity, until: Infinity };

/** A time in the text, as this file writes it while it reads: `⟦1990-1999⟧`. */
const time = "⟦(\\d{4})-(\\d{4})⟧";
const start = "(?<![\\p{L}\\p{N}])";
const end = "(?![\\p{L}\\p{N}])";
/** No decade, `1990s`, and no title, `2001: A Space Odyssey`. */
const noYear = "\\p{N}|[a-z]|\\s?[’']?s(?!\\p{L})|\\s?年代|\\s?년대|[\\s-]?(?:х|е|ые|ых)(?!\\p{L})|\\s*:|⟧|-\\d{4}⟧";
const year = `((?:18|19|20)\\d\\d)(?!${noYear})`;

type Reading = (first: YearRange, second: YearRange) => YearRange;

function led(words: string): string {
  return `${start}(?:${words})[\\s-]+${articles}${time}${yearMark}`;
}

/** In this order: what is read is taken out. */
const readings: readonly (readonly [pattern: RegExp, reading: Reading])[] = [
  [
    patternOf(
      `(?:${start}(?:${between})\\s+${articles})?${time}${yearMark}\\s*(?:${and})\\s*${articles}${time}${yearMark}`,
    ),
    (first, second) => ({ from: Math.min(first.from, second.from), until: Math.max(first.until, second.until) }),
  ],
  [
    patternOf(`${start}(?:${since})\\s+${articles}${time}${yearMark}\\s+(?:${onwards})${end}`),
    ({ from }) => ({ ...unbounded, from }),
  ],
  ...both(before, beforeBehind, (first) => ({ ...unbounded, until: first.from - 1 })),
  ...both(until, untilBehind, (first) => ({ ...unbounded, until: first.until })),
  ...both(after, afterBehind, (first) => ({ ...unbounded, from: first.until + 1 })),
  ...both(sinceAlone, sinceBehind, (first) => ({ ...unbounded, from: first.from })),
  [patternOf(`(?:${start}(?:${of})\\s+${articles})?${time}${yearMark}`), (first) => first],
];

function both(words: string, behind: string, reading: Reading): readonly (readonly [RegExp, Reading])[] {
  return [
    [patternOf(led(words)), reading],
    [patternOf(`${time}${yearMark}\\s?(?:の)?(?:${behind})`), reading],
  ];
}

/** Years that a word or a sign beside them shows to be years: what may be read before titles are looked for. */
export function hearCuedYears(question: string): HeardYears {
  const cues = [between, before, until, since, after, of].join("|");
  const cued = question
    .replaceAll(patternOf(`${year}(\\s*(?:${and})\\s*)${year}`), (_, one: string, join: string, two: string) => {
      return timeOf(one) + join + timeOf(two);
    })
    .replaceAll(
      patternOf(`(${start}(?:${cues})[\\s-]+${articles})${year}`),
      (_, cue: string, named: string) => cue + timeOf(named),
    )
    .replaceAll(patternOf(`${year}(?=\\s?(?:年(?!代)|년(?!대)|года?${end}))`), (_, named: string) => timeOf(named));
  return read(cued);
}

/** Decades, and years alone: of a question without the titles that it names. */
export function hearYears(question: string): HeardYears {
  const marked = inDecadeWords(inDecadeFigures(question)).replaceAll(patternOf(`${start}${year}`), (_, named: string) =>
    timeOf(named),
  );
  return read(marked);
}

export function inBoth(first: YearRange | undefined, second: YearRange | undefined): YearRange | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { from: Math.max(first.from, second.from), until: Math.min(first.until, second.until) };
}

function read(marked: string): HeardYears {
  let rest = marked;
  let years: YearRange | undefined;
  for (const [pattern, reading] of readings) {
    rest = rest.replaceAll(pattern, (_, ...found: readonly string[]) => {
      const [one, two, three = one, four = two] = found.map(Number);
      const first = { from: one ?? 0, until: two ?? 0 };
      years = inBoth(years, reading(first, { from: three ?? 0, until: four ?? 0 }));
      return " ";
    });
  }
  // What contradicts itself asks for nothing.
  const isPossible = years !== undefined && years.from <= years.until;
  return { years: isPossible ? years : undefined, rest };
}

/** No age: `a man in his forties`. */
const noAge = "(?<!(?:his|her|their|my|our|your|its)\\s(?:early\\s|mid[\\s-]?|late\\s)?)";
const part = "(?:(?:early|mid|late|fr(?:ü|u)he[nr]?|sp(?:ä|a)te[nr]?)[\\s-]+)?";

function inDecadeFigures(text: string): string {
  const figures = "((?:18|19|20)?\\d0)";
  return text
    .replaceAll(
      patternOf(`${noAge}${start}${part}[’']?${figures}(?:[’'\\s]?s|[’']?er[ns]?(?:[\\s-]jahren?)?)${end}`),
      decade,
    )
    .replaceAll(patternOf(`${start}(?:${decadeLead})\\s+[’']?${figures}${end}`), decade)
    .replaceAll(patternOf(`${figures}(?:\\s?年代|\\s?년대|[\\s-]?(?:х|е|ые|ых)${end}(?:\\s+год(?:ов|ы|ах))?)`), decade)
    .replaceAll(patternOf(`([${decadeNumerals}])十年代`), (_, numeral: string) => {
      return decade("", `${decadeNumerals.indexOf(numeral) + 2}0`);
    });
}

/** The last first: `quatre-vingt-dix` is no `quatre-vingt`. */
function inDecadeWords(text: string): string {
  return decadeWords.toReversed().reduce((whole, [from, alone, numbers]) => {
    const named = `${alone} ${numbers}`.replaceAll(" ", "|");
    const meant = alone.replaceAll(" ", "|");
    const written = (): string => decade("", String(from));
    return whole
      .replaceAll(patternOf(`${start}(?:${decadeLead})\\s+(?:${named})${end}`), written)
      .replaceAll(patternOf(`${noAge}${start}${part}(?:${meant})${end}(?:[\\s-]jahren?|\\s+год(?:ов|ы|ах))?`), written);
  }, text);
}

/** Two figures are of the twentieth century, but for those that most people remember. */
function decade(_: string, figures: string): string {
  const from = figures.length === 4 ? Number(figures) : (Number(figures) < 20 ? 2000 : 1900) + Number(figures);
  return `⟦${from}-${from + 9}⟧`;
}

function timeOf(named: string): string {
  return `⟦${named}-${named}⟧`;
}

function patternOf(source: string): RegExp {
  return new RegExp(source, "giu");
}
