/**
 * Reads a reply line by line: which line begins an item, which continues it, which is no part of one.
 *
 * 1. The first item fixes the form of the list: numbers, bullets, headings, bare titles, blocks of labels or a table.
 *    Lines of another form belong to an item or to the text.
 * 2. An item is given out once, when a later line has shown that it has ended.
 * 3. What a line does depends on it and the lines before it, never on how the text was cut into chunks.
 */
import type { KnownIds } from "./known-id.ts";
import { readLabel } from "./labels.ts";
import { classifyLine } from "./lines/classify-line.ts";
import { closeCutList, closeList } from "./lines/close-list.ts";
import { dropHeld, finishItem } from "./lines/item-steps.ts";
import { createListState, type LineTargets, type ListForm, type ListState } from "./lines/list-state.ts";
import { acceptHeld, holdsField, readBullet } from "./lines/read-bullet.ts";
import { readHeadingLine } from "./lines/read-heading-line.ts";
import { readListMarker, readNumber } from "./lines/read-number.ts";
import { readProse } from "./lines/read-prose.ts";
import { isTitleOf, mayBeTitleLine, startTitleLine } from "./lines/title-line.ts";
import { endTable, readTableRow } from "./lines/read-table-row.ts";

export interface ListLines {
  /** A whole line, without its end. */
  line(text: string): void;
  /** The beginning of a line that is still coming: ends the item before it when that is certain already. */
  begin(text: string): void;
  /** The last line. `isCut` when the reply did not end there by itself. */
  end(rest: string, isCut: boolean): { readonly unfinished: string };
  /** Another form of list took over, or is to come: held lines are text. */
  interrupt(): void;
  readonly form: ListForm | null;
}

export function createListLines(ids: KnownIds, targets: LineTargets): ListLines {
  const state = createListState(ids, targets);
  const read = (text: string): void => readLine(state, text);
  return {
    get form() {
      return state.form;
    },
    line: read,
    begin(text) {
      if (!nextItemBegins(state, text)) return;
      endTable(state);
      finishItem(state);
    },
    interrupt() {
      readTitleLines(state, "");
      dropHeld(state);
      endTable(state);
      finishItem(state);
    },
    end(rest, isCut) {
      if (isCut) return { unfinished: closeCutList(state, rest, read) };
      if (rest !== "") read(rest);
      readTitleLines(state, "");
      closeList(state, "", read);
      return { unfinished: "" };
    },
  };
}

function readLine(state: ListState, text: string): void {
  if (state.titleLines !== undefined && text.trim() === "") return void state.titleLines.push(text);
  readTitleLines(state, text);
  if (mayBeTitleLine(state, text)) state.titleLines = [text];
  else readPlainLine(state, text);
}

/** The held line is a title if `next` is a field of it, else a line like others. */
function readTitleLines(state: ListState, next: string): void {
  const lines = state.titleLines;
  if (lines === undefined) return;
  state.titleLines = undefined;
  if (isTitleOf(state, lines[0] ?? "", next)) startTitleLine(state, lines[0] ?? "", next);
  else for (const line of lines) readPlainLine(state, line);
}

function readPlainLine(state: ListState, text: string): void {
  const line = classifyLine(text, (written) => readListMarker(state, written));
  if (line.kind === "table-row") return readTableRow(state, text);
  endTable(state);
  if (line.kind === "fence") return;
  if (line.kind === "blank") return readBlank(state);
  if (line.kind === "number") readNumber(state, line.marker, text);
  else if (line.kind === "bullet") readBullet(state, line.marker, text, (lines) => readAgain(state, lines));
  else if (line.kind === "heading") readHeadingLine(state, line.marker, text);
  else if (state.held !== undefined) readBelowHeld(state, text);
  else readProse(state, text);
  state.afterBlank = false;
}

function readBelowHeld(state: ListState, text: string): void {
  const label = readLabel(text.trim());
  if (label !== undefined && holdsField(state, label, text)) readAgain(state, [...acceptHeld(state), text]);
  else state.held?.push(text);
}

function readAgain(state: ListState, lines: readonly string[]): void {
  for (const line of lines) readLine(state, line);
}

function readBlank(state: ListState): void {
  state.afterBlank = true;
  if (state.held !== undefined) state.held.push("");
  else if (state.current === undefined || state.isOver) state.targets.text("");
}

/** `2. ` after the first item: whatever follows, the item before it has ended. */
function nextItemBegins(state: ListState, text: string): boolean {
  if (state.form !== "number" || state.current === undefined || state.isOver || state.mayBeGroup) return false;
  const marker = readListMarker(state, text);
  if (marker?.kind !== "number" || marker.headingLevel !== 0) return false;
  if (marker.number !== state.lastNumber + 1 || marker.indent > state.baseIndent + 1) return false;
  // `B. R` may go on as the initials of a name.
  if (marker.counting !== undefined && marker.rest.replace(/[*_]/g, "").length < 3) return false;
  return /[\p{L}\p{N}]/u.test(marker.rest);
}
