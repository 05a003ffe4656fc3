import { isSignsOnly } from "./classify-line.ts";
import { isTableRow } from "../table-rows.ts";
import { finishItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";
import { acceptHeld } from "./read-bullet.ts";
import { mayBeTitleLine } from "./title-line.ts";
import { endTable } from "./read-table-row.ts";

/** The end of a whole reply: `rest` is its last line. */
export function closeList(state: ListState, rest: string, readLine: (line: string) => void): void {
  if (rest !== "") readLine(rest);
  if (state.held !== undefined) for (const line of acceptHeld(state)) readLine(line);
  endTable(state);
  finishItem(state);
}

/** The end of a reply that was cut in the line `rest`; returns what is too short to be an item. */
export function closeCutList(state: ListState, rest: string, readLine: (line: string) => void): string {
  const before = state.current;
  const wasGroup = state.mayBeGroup;
  const wasNamed = before !== undefined && before.title !== "";
  const unsure = [...(state.held ?? []), ...cutTable(state)];
  const titleLines = state.titleLines;
  state.titleLines = undefined;
  if (titleLines !== undefined) {
    unsure.push(...titleLines);
  }
  state.held = undefined;
  if (rest !== "" && (unsure.length > 0 || isTableRow(rest) || isSignsOnly(rest) || mayBeTitleLine(state, rest))) {
    unsure.push(rest);
  } else if (rest !== "") {
    state.isLastLine = true;
    readLine(rest);
    state.isLastLine = false;
  }
  unsure.push(...heldBy(state));
  if (isUnsure(state, { isNew: state.current !== before, wasGroup, wasNamed })) {
    unsure.push(state.firstLine);
    state.current = undefined;
  }
  giveOvertaken(state);
  finishItem(state, false);
  return unsure.join("\n");
}

/** A row of a table that may yet be its head. */
function cutTable({ table }: ListState): readonly string[] {
  const { label, lines } = table.end();
  return label === undefined ? lines : [`| ${label.label} | ${label.value} |`];
}

/** `readLine` may hold lines again, which the compiler does not see. */
function heldBy({ held }: ListState): readonly string[] {
  return held ?? [];
}

/** Whether the open item may be another one, or none, once its line is whole. */
function isUnsure(
  { current, isTitleFirm, mayBeGroup }: ListState,
  { isNew, wasGroup, wasNamed }: { readonly isNew: boolean; readonly wasGroup: boolean; readonly wasNamed: boolean },
): boolean {
  if (current === undefined) return false;
  return wasNamed && !isNew ? wasGroup : mayBeGroup || !isTitleFirm || !current.isSettled;
}

/** The item that the cut line ended, complete only if another one has begun. */
function giveOvertaken({ current, overtaken, targets }: ListState): void {
  if (overtaken === undefined) return;
  const item = overtaken.draft.finish(current !== undefined);
  if (item === null) targets.text(overtaken.line);
  else targets.item(item);
}
