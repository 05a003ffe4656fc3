import type { TableRow } from "../table-rows.ts";
import { addLabelled, finishItem, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** `| Heat | 1995 |`: a row is an item, or fields of the item above the table. */
export function readTableRow(state: ListState, line: string): void {
  if (state.form !== null && state.form !== "table" && state.current === undefined) return state.targets.text(line);
  for (const row of state.table.row(line)) addRow(state, row, line);
}

function addRow(state: ListState, row: TableRow, line: string): void {
  if (row.kind === "label") {
    addLabelled(state, row.label, line);
  } else if (state.current !== undefined && state.form !== "table" && !row.hasTitle) {
    for (const field of row.fields) state.current.addField(field.kind, field.label, field.value);
  } else if (state.form === null || state.form === "table") {
    startItem(state, { form: "table", line, rest: "" });
    for (const field of row.fields) state.current?.addField(field.kind, field.label, field.value);
    finishItem(state);
  } else {
    state.targets.text(line);
  }
}

/** Rows that turned out to be none are text. */
export function endTable(state: ListState): void {
  const { label, lines } = state.table.end();
  for (const line of lines) state.targets.text(line);
  if (label !== undefined) addLabelled(state, label, `| ${label.label} | ${label.value} |`);
}
