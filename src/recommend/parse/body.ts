/** Splits the text of an item into fields, at its labels and at a confidence without a label. */
import { readConfidence } from "./confidence.ts";
import { labelKindBefore } from "./labels.ts";
import type { LabelKind } from "./label-words.ts";

export interface BodyPart {
  /** Null for text without a label. */
  readonly kind: LabelKind | null;
  readonly value: string;
}

/** Characters before a colon in which its label is looked for. */
const longestLabel = 45;
/** Labels are at the beginning of a line; after this many characters there is only prose. */
const reachOfLabels = 4000;
const boundary = /^[.;|,()!?。；，（、•*_[\]—–\-✅⭐→]$/u;

export function splitBody(text: string): BodyPart[] {
  const parts: BodyPart[] = [];
  let kind: LabelKind | null = null;
  let from = 0;
  for (const { index } of text.slice(0, reachOfLabels).matchAll(/[:：]/gu)) {
    const label = labelBefore(text, from, index);
    if (label === undefined || label.kind === "detail") continue;
    parts.push({ kind, value: trimPart(text.slice(from, label.start)) });
    kind = label.kind;
    from = index + 1;
  }
  parts.push({ kind, value: trimPart(text.slice(from)) });
  return parts.filter((part) => part.kind !== null || part.value !== "").flatMap(splitConfidence);
}

interface LabelPlace {
  readonly kind: LabelKind;
  readonly start: number;
}

/** The label that ends at `end`: all of the text since the last sign, or since `from`. */
function labelBefore(text: string, from: number, end: number): LabelPlace | undefined {
  const lowest = Math.max(from, end - longestLabel);
  let start = end;
  // A bold label closes its mark before the colon.
  while (start > lowest && /[*_\s?？]/u.test(text.charAt(start - 1))) start -= 1;
  while (start > lowest && !boundary.test(text.charAt(start - 1))) start -= 1;
  if (start > from && start === lowest && !boundary.test(text.charAt(start - 1))) return undefined;
  const kind = start === end ? undefined : labelKindBefore(text.slice(start, end), text.slice(end + 1, end + 30));
  return kind === undefined ? undefined : { kind, start };
}

/** Signs between two fields belong to neither. */
function trimPart(text: string): string {
  return text
    .trim()
    .replace(/^(?:[\s|;；,，–—*_]|-(?!\d)){1,20}/u, "")
    .replace(/[\s|;；,，(（[–—*_-]{1,20}$/u, "");
}

/** `A crime saga (85%)`, `[0.9] A crime saga`, `A crime saga – 95% match`. */
function splitConfidence(part: BodyPart): BodyPart[] {
  if (part.kind !== null) return [{ ...part, value: closeBracket(part.value) }];
  const first = /^[([（【]([^()[\]（）【】]{1,30})[)\]）】][\s:.–—-]*/u.exec(part.value);
  const firstValue = first === null ? null : statement(first[1] ?? "");
  if (first !== null && firstValue !== null) {
    return withConfidence(first[1] ?? "", part.value.slice(first[0].length));
  }
  const end = part.value.slice(-40);
  const last = /(?:[([（【]([^()[\]（）【】]{1,30})[)\]）】]|(?:^|[-–—|,;.] )([^-–—|,;()]{1,24}))[.。]?$/u.exec(end);
  const written = last?.[1] ?? last?.[2] ?? "";
  if (last === null || statement(written) === null) return [part];
  return withConfidence(written, trimPart(part.value.slice(0, part.value.length - last[0].length)));
}

function withConfidence(written: string, value: string): BodyPart[] {
  // `95% match`: the word only says what the number is.
  const confidence: BodyPart = { kind: "confidence", value: written.replace(/ \p{L}+$/u, "") };
  return value === "" ? [confidence] : [{ kind: null, value }, confidence];
}

/** Only a percentage or a mark, and at most a word for what it is, speaks for itself without a label. */
function statement(text: string): number | null {
  const shaped =
    /^[~≈]? ?[\d０-９][\d０-９.,]{0,5} ?(?:[%％]|\/ ?(?:10|100)(?!\d))(?: (?:match|confidence|confident|sure|fit|sicher|confiance|confianza|confiança|fiducia))?$/iu;
  return shaped.test(text.trim()) ? readConfidence(text.trim()) : null;
}

/** `(Confidence: 85%)` leaves its closing bracket behind. */
function closeBracket(value: string): string {
  const closes = /[)）\]][.。]?$/u.test(value) && !/[(（[]/u.test(value);
  return closes ? value.replace(/[)）\]][.。]?$/u, "").trimEnd() : value;
}
