/**
 * `**Severance**`, `### Severance` or `Severance` above `- Description: …`: a line without a year that is a title as a
 * field follows it.
 */
import { readHeading } from "../heading.ts";
import { labelKind, readLabel, type Labelled } from "../labels.ts";
import { readMarker } from "../markers.ts";
import { isTitleLike } from "../separators.ts";
import { readQuoted } from "../title-quotes.ts";
import { startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";
import { readListMarker } from "./read-number.ts";

/** Characters of a title without marks. */
const longestTitle = 100;

export function mayBeTitleLine(state: ListState, text: string): boolean {
  if (state.held !== undefined || state.isOver) return false;
  const level = headingLevelOf(text);
  if (level > 0) return mayBeHeading(state, text, level);
  const { afterBlank, current, form } = state;
  if (form !== null && form !== "bare") return false;
  const isDone = current === undefined || current.hasFields || (afterBlank && current.hasBody);
  if (!isDone) return false;
  return isMarkedTitle(text.trim()) ? afterBlank || current === undefined : mayBePlainTitle(state, text);
}

function headingLevelOf(text: string): number {
  const marker = readMarker(text, "digits");
  return marker?.kind === "heading" ? marker.headingLevel : 0;
}

function mayBeHeading({ current, form, headingLevel, titleLabel }: ListState, text: string, level: number): boolean {
  const isNext = form === "heading" && titleLabel !== undefined && level === headingLevel;
  if (!isNext && (form !== null || current !== undefined)) return false;
  const title = text.replace(/^[\s>#]*/u, "");
  return title !== "" && !/[:：][\s*_]*$/u.test(title) && isUndated(title);
}

function isMarkedTitle(plain: string): boolean {
  const quoted = readQuoted(plain);
  return quoted?.rest.trim() === "" && !/[:：]$/u.test(quoted.inside) && isUndated(plain);
}

function isUndated(plain: string): boolean {
  const heading = readHeading(plain);
  return readLabel(plain) === undefined && labelKind(heading.title) === undefined && heading.year === null;
}

function mayBePlainTitle(state: ListState, text: string): boolean {
  const plain = text.trim();
  if (plain.length > longestTitle || !/^[\p{Lu}\p{Lo}\p{N}¡¿]/u.test(plain)) return false;
  return readListMarker(state, text) === undefined && isUndated(plain) && isWrittenAsTitle(plain);
}

/** A few words without the signs and the words of a sentence. */
function isWrittenAsTitle(plain: string): boolean {
  if (/[.:：;,，。、…]$/u.test(plain) && !/ (?:Inc|Jr|Sr|Vol|Co)\.$/u.test(plain)) return false;
  if (/(?<!\b(?:Mrs?|Ms|Dr|St|Vol|Jr|\p{L}))[.!?] |[。！？]./u.test(plain)) return false;
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(plain)) {
    return plain.length <= 30 && !/(?:です|ます|ました|ください|니다|세요|어요|吧|吗|呢)[。！!？?]?$/u.test(plain);
  }
  const parts = plain.split(/[.,:!?'’&–—-]+\s*/u).filter((part) => part !== "");
  if (parts.every((part) => isTitleLike(part) || /^\p{Ll}{1,4}(?: |$)/u.test(part)))
    return plain.split(/\s+/u).length <= 12;
  return plain.split(/\s+/u).length <= 7 && !sentenceWords.test(plain);
}

/** Titles have them, too, but then with capital letters. */
const sentenceWords =
  /(?<!\p{L})(?:I|you|your|my|we|our|is|are|here|this|these|those|would|could|should|some|try|watch|mi|mis|tu|tus|aquí|voici|voilà|ma|mes|votre|tes|hier|mein|meine|dein|deine|das sind|ecco|mia|miei|tuo|aqui|minha|meu|sua|вот|мой|мои|твой|вам|тебе|это)(?!\p{L})/iu;

/** Whether `line` is the title of the field that `next` is. */
export function isTitleOf(state: ListState, line: string, next: string): boolean {
  const label = fieldOf(next);
  if (label === undefined) return false;
  // A line that came in the midst of fields may be the rest of one.
  return (
    state.current === undefined ||
    state.afterBlank ||
    headingLevelOf(line) > 0 ||
    label.label.toLowerCase() === state.titleLabel
  );
}

function fieldOf(text: string): Labelled | undefined {
  const marker = readMarker(text);
  if (marker !== undefined && marker.kind !== "bullet") return undefined;
  const label = readLabel((marker?.rest ?? text).trim());
  return label !== undefined && label.kind !== "title" && /[:：]/u.test(text) ? label : undefined;
}

export function startTitleLine(state: ListState, line: string, next: string): void {
  const headingLevel = headingLevelOf(line);
  const label = fieldOf(next)?.label.toLowerCase();
  if (headingLevel > 0) {
    state.headingLevel = headingLevel;
    startItem(state, { form: "heading", line, rest: line.replace(/^[\s>#]*/u, "") });
  } else {
    startItem(state, { form: "bare", line, rest: line.trim() });
  }
  state.titleLabel ??= label;
  // `# Movie night` above `Genre: crime` may be the name of the list below.
  state.mayBeGroup = true;
  state.afterBlank = false;
}
