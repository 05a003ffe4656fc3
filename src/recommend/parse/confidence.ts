/**
 * A model's own statement of how sure it is, as a number from 0 to 1. What could be read in two ways is refused: `7` may
 * be of ten or of a hundred, `3/4` may be a date, `150%` is no share.
 */
export function readConfidence(text: string): number | null {
  return readLeadingConfidence(text)?.confidence ?? null;
}

export interface LeadingConfidence {
  readonly confidence: number | null;
  /** What follows the statement, without the sign between. */
  readonly rest: string;
}

const filler =
  /^(?:[~≈∼]{1,2}|约|約|ca?\.|about|around|approximately|roughly|circa|environ|etwa|aproximadamente|около|примерно|大约|大約|약)? ?/iu;
const amount =
  /^([-−+]?)(\d{0,6}(?:[.,]\d{1,6})?)(?: ?(%|percent|per cent|prozent|pour cent|por ciento|por cento|per cento|процентов|퍼센트|パーセント)| ?(?:\/|out of|von|sur|de|su|из) ?(\d{1,4})(?!\d))?(?![\d/]|[.,]\d)/iu;

/** Undefined when `text` begins with no statement at all; a statement that is refused has the confidence null. */
export function readLeadingConfidence(text: string): LeadingConfidence | undefined {
  const plain = text
    .slice(0, longestStatement)
    .normalize("NFKC")
    .replace(/^[\s*_`([【:]+/u, "");
  const begun = plain.replace(filler, "");
  const match = amount.exec(begun);
  if (match !== null && match[2] !== undefined && /\d/.test(match[2])) {
    const rest = begun.slice(match[0].length) + text.slice(longestStatement);
    return { confidence: toShare(match), rest: withoutSign(rest) };
  }
  const stars = /^(★*)☆*/u.exec(begun.replace(/⭐\u{FE0F}?/gu, "★"));
  if (stars?.[0].length === 5) {
    return {
      confidence: (stars[1] ?? "").length / 5,
      rest: withoutSign(text.replace(/^[^★⭐☆]*(?:[★⭐☆]\u{FE0F}?)+/u, "")),
    };
  }
  if (/^[-−+]?\d/u.test(begun)) return { confidence: null, rest: "" };
  const word = words.find(([pattern]) => pattern.test(plain));
  if (word === undefined) return undefined;
  const [pattern, confidence] = word;
  return { confidence, rest: withoutSign(plain.replace(pattern, "") + text.slice(longestStatement)) };
}

/** Characters; a statement is a handful of them, and only they are normalised. */
const longestStatement = 60;

function toShare([, sign, digits = "", percent, scale]: RegExpExecArray): number | null {
  const value = Number(digits.replace(",", "."));
  if (sign === "-" || sign === "−") return null;
  if (percent !== undefined) return inUnit(value / 100);
  if (scale !== undefined) return scales.has(Number(scale)) ? inUnit(value / Number(scale)) : null;
  // Bare whole numbers: of 11 to 100 only a percentage makes sense; below, it may be a mark out of ten.
  if (/^\d+$/.test(digits)) return value > 10 && value <= 100 ? value / 100 : null;
  return inUnit(value);
}

const scales: ReadonlySet<number> = new Set([5, 10, 100]);

function inUnit(value: number): number | null {
  // Sixths of a digit are noise of the division: 8.5 / 10 is 0.85.
  return value >= 0 && value <= 1 ? Math.round(value * 1e6) / 1e6 : null;
}

function withoutSign(rest: string): string {
  return rest.replace(/^[\s*_`)\]】]*(?:[-–—:;,.|。，；：]\s*)?/u, "");
}

/** Words instead of numbers; the stronger ones come first because they contain the weaker ones. */
const words: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:very high|sehr hoch|très élevée?|très haute|muy alt[ao]|muito alt[ao]|molto alt[ao]|очень высок\p{L}*|非常高|很高|とても高い|非常に高い|매우 높음|아주 높음)(?!\p{L})/iu,
    0.95,
  ],
  [
    /^(?:very low|sehr niedrig|très faible|muy baj[ao]|muito baix[ao]|molto bass[ao]|очень низк\p{L}*|非常低|很低|とても低い|非常に低い|매우 낮음)(?!\p{L})/iu,
    0.1,
  ],
  [/^(?:high|hoch|élevée?|haute|alt[ao]|высок\p{L}*|高い|高め|高|높음|높은)(?!\p{L})/iu, 0.85],
  [
    /^(?:medium|moderate|mittel|moyenne?|medi[ao]|média|médio|средн\p{L}*|中等|中程度|中|普通|보통|중간)(?!\p{L})/iu,
    0.6,
  ],
  [/^(?:low|niedrig|gering|faible|baj[ao]|baix[ao]|bass[ao]|низк\p{L}*|低い|低|낮음|낮은)(?!\p{L})/iu, 0.3],
];
