/** What a line of a list begins with, in the forms that models use. */
export interface Marker {
  readonly kind: "number" | "bullet" | "heading";
  /** 1 and up; null for what has none. */
  readonly number: number | null;
  /** Columns before the marker. A tab counts four. */
  readonly indent: number;
  /** How many `#`; 0 without. */
  readonly headingLevel: number;
  /** `II.` and `b)`: initials or ordinary words, where the list does not count so. */
  readonly counting?: Exclude<Counting, "digits">;
  /** What follows the marker. A bold type that began before the marker goes on in it. */
  readonly rest: string;
}

/** How a list counts. What does not count so is no marker: `i)` is the first or the ninth. */
export type Counting = "digits" | "roman" | "letters";

/** A marker is found within this many characters, or there is none. */
export const longestMarker = 48;

const itemWord =
  "(?:movie|film|filme?|película|pelicula|recommendation|recomendación|recomendação|recommandation|empfehlung|raccomandazione|consiglio|suggestion|option|pick|series?|show|book|item|entry|фильм|рекомендация|おすすめ|お勧め|作品|映画|추천|영화|作品|推荐|推薦|电影|電影|no\\.?|nr\\.?|n[º°]|№)";
const chineseDigits = "一二三四五六七八九十";
const circled = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
const negativeCircled = "❶❷❸❹❺❻❼❽❾❿";

const patterns: readonly RegExp[] = [
  // `1.` `1)` `1、` `1．`, and `1:` or `1 -` where a blank follows
  /^#?([\d０-９]{1,3})(?: ?(?:[.](?!\d)|[)）、．。]|\\\.|[:：](?= |$))| [-–—](?= ))/u,
  // `(1)` `[1]` `（1）` `【1】`
  /^[([（【]([\d０-９]{1,3})[)\]）】][.:：]?/u,
  // 1️⃣
  /^(\d{1,2})\u{FE0F}?\u{20E3}/u,
  // `#1 ` `#1:`
  /^#([\d０-９]{1,3})(?=[ :：.)]|$)[:：.)]?/u,
  // `Movie 1:` `Recommendation #2 -` `推荐一：`
  new RegExp(`^${itemWord} ?[#№]?([\\d０-９]{1,3}|[${chineseDigits}])(?: ?[:：.)、–—-]|$)`, "iu"),
  new RegExp(`^第([${chineseDigits}]{1,3}|[\\d０-９]{1,3})(?:部|个|個|位|名|本|は)?[:：、.是]?`, "u"),
  new RegExp(`^([${chineseDigits}]{1,3})[、.．:：]`, "u"),
  new RegExp(`^([${circled}${negativeCircled}])[.:：、)]?`, "u"),
];

/** `IV.` `iv)` `(iv)`, I to XXXIX; not before another initial: `V. I. Warshawski`. */
const roman =
  /^(?:([IVX]{1,7}|[ivx]{1,7})[.)]|\(([IVX]{1,7}|[ivx]{1,7})\))(?:[ \t]+|(?=[*_]{2,3}[ \t]))(?!\p{Lu}\.[ \t])(?=\S)/u;

/** `a)` `A.` `(a)`; not before another initial: `J. R. Hartley`. */
const letter = /^(?:([A-Za-z])[.)]|\(([A-Za-z])\))(?:[ \t]+|(?=[*_]{2,3}[ \t]))(?!\p{Lu}\.[ \t])(?=\S)/u;

/** The number alone in bold: `**1**. Heat`. */
const boldNumber = /^([\d０-９]{1,3})(?=[*_])/u;

/** Reads the marker of a line; undefined when it has none. `line` is one line without its end. */
export function readMarker(line: string, counting: Counting = "roman"): Marker | undefined {
  const body = line.replace(/^[\s>]{1,200}/u, "");
  const indent = widthOf(line.slice(0, line.length - body.length));
  const head = body.slice(0, longestMarker);
  const heading = /^(#{1,6})(?: |$)/.exec(head);
  if (heading !== null) {
    const headingLevel = heading[1]?.length ?? 1;
    const rest = body.slice(heading[0].length).trimStart();
    // `# 1` and `## 1. Heat` are numbers, `## Heat` is a heading only.
    const numbered = readNumber(rest, { indent, headingLevel, counting }) ?? readBareNumber(rest, indent, headingLevel);
    return numbered ?? { kind: "heading", number: null, indent, headingLevel, rest };
  }
  const numbered = readNumber(body, { indent, headingLevel: 0, counting });
  if (numbered !== undefined) return numbered;
  const bullet = /^(?:[-*+–—][ \t]|[•‣◦▪●○■□▶►➤➜→·・*-](?=[ \t\p{L}\p{N}《「『"“[]))/u.exec(head);
  if (bullet === null || /^\*\p{L}/u.test(head) || /^-[\p{L}\p{N}]/u.test(head)) return undefined;
  const rest = body
    .slice(bullet[0].length)
    .trimStart()
    .replace(/^\[[ xX]\] /u, "");
  // `- 1. Heat` counts, with any marker before the number.
  const counted = readNumber(rest, { indent, headingLevel: 0, counting });
  return counted ?? { kind: "bullet", number: null, indent, headingLevel: 0, rest };
}

interface NumberPlace {
  readonly indent: number;
  readonly headingLevel: number;
  readonly counting: Counting;
}

function readNumber(body: string, { indent, headingLevel, counting }: NumberPlace): Marker | undefined {
  const emphasis = /^(?:\*{1,3}|_{1,3})(?=[^\s*_])/u.exec(body)?.[0] ?? "";
  const inner = body.slice(emphasis.length);
  const head = inner.slice(0, longestMarker);
  for (const pattern of emphasis === "" ? patterns : [...patterns, boldNumber]) {
    const match = pattern.exec(head);
    const number = match === null ? undefined : toNumber(match[1] ?? "");
    if (match === null || number === undefined) continue;
    const after = inner.slice(match[0].length);
    return { kind: "number", number, indent, headingLevel, rest: reopen(after, emphasis).trimStart() };
  }
  if (counting === "digits") return undefined;
  const counted = (counting === "roman" ? roman : letter).exec(head);
  const written = (counted?.[1] ?? counted?.[2] ?? "").toUpperCase();
  const number = counting === "roman" ? romanNumber(written) : written.charCodeAt(0) - 64;
  if (counted === null || number === undefined) return undefined;
  const rest = reopen(inner.slice(counted[0].length), emphasis).trimStart();
  return { kind: "number", number, indent, headingLevel, counting, rest };
}

function romanNumber(written: string): number | undefined {
  const match = /^(X{0,3})(IX|IV|V?I{0,3})$/.exec(written);
  if (match === null || written === "") return undefined;
  return (match[1]?.length ?? 0) * 10 + romanOnes.indexOf(match[2] ?? "");
}

const romanOnes = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

function readBareNumber(body: string, indent: number, headingLevel: number): Marker | undefined {
  const match = /^(?:\*{0,3})([\d０-９]{1,3})(?:\*{0,3})$/.exec(body.slice(0, longestMarker).trimEnd());
  if (match === null || body.length > longestMarker) return undefined;
  return { kind: "number", number: Number(match[1]), indent, headingLevel, rest: "" };
}

/** `**1.** Heat` has closed its bold type beside the number; `**1. Heat**` goes on in it. */
function reopen(after: string, emphasis: string): string {
  if (emphasis === "") return after;
  if (after.trimStart().startsWith(emphasis))
    return after
      .trimStart()
      .slice(emphasis.length)
      .replace(/^[.:：)]/u, "");
  return emphasis + after.trimStart();
}

function toNumber(written: string): number | undefined {
  const digits = written.normalize("NFKC");
  if (/^\d+$/.test(digits) && /^[\d０-９]/u.test(written)) return Number(digits);
  const circledAt = circled.indexOf(written);
  if (circledAt !== -1) return circledAt + 1;
  const negativeAt = negativeCircled.indexOf(written);
  if (negativeAt !== -1) return negativeAt + 1;
  return chineseNumber(written);
}

/** 一 to 九十九. */
function chineseNumber(written: string): number | undefined {
  const digit = (character: string): number => (character === "" ? 0 : chineseDigits.indexOf(character) + 1);
  const [tens, ones] = written.split("十");
  if (ones === undefined) return written.length === 1 ? digit(written) : undefined;
  return (tens === "" ? 1 : digit(tens ?? "")) * 10 + digit(ones);
}

function widthOf(blank: string): number {
  let width = 0;
  for (const character of blank) width += character === "\t" ? 4 : 1;
  return width;
}
