import { readHeading } from "../heading.ts";
import type { Marker } from "../markers.ts";
import { addEntry, dropGroup, dropHeld, endList, isDated, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** `1. Heat`: an item of a numbered list, or an entry inside one. */
export function readNumber(state: ListState, marker: Marker, line: string): void {
  if (state.held !== undefined) dropHeld(state);
  const isNested = marker.indent > state.baseIndent && isDated(state, readHeading(marker.rest));
  if (state.mayBeGroup && (isNested || isPartOf(state, marker))) dropGroup(state);
  if (beginsItem(state, marker)) {
    if (state.form === null && marker.headingLevel > 0) state.headingLevel = marker.headingLevel;
    startItem(state, { form: marker.headingLevel > 0 ? "heading" : "number", line, rest: marker.rest, marker });
  } else if (state.form === "bullet" && marker.indent < state.baseIndent) {
    // The next group's name.
    endList(state, line);
  } else {
    addEntry(state, marker.rest, line);
  }
}

/** `1. Heat` below `I. Crime`. */
function isPartOf({ isRoman }: ListState, marker: Marker): boolean {
  return isRoman && marker.isRoman !== true;
}

/** Whether `II.` counts here: in a list that began so, or where a list may begin. */
export function mayCountRoman(state: ListState, { number, rest }: Marker): boolean {
  if (state.form === null) return number === 1 || isDated(state, readHeading(rest));
  return state.isRoman;
}

function beginsItem(state: ListState, marker: Marker): boolean {
  const { baseIndent, form } = state;
  if (form === null) return true;
  if (form === "heading") return marker.headingLevel === state.headingLevel;
  if (form === "bullet") return marker.indent <= baseIndent && isDated(state, readHeading(marker.rest));
  if (form !== "number" && form !== "bare") return false;
  if (marker.number === state.lastNumber + 1 && marker.indent <= baseIndent + 1) return true;
  if (state.isOver) return isDated(state, readHeading(marker.rest));
  return marker.indent <= baseIndent + 1 && !(state.current?.isValueOpen ?? false);
}
