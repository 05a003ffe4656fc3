import { readHeading } from "../heading.ts";
import { readMarker, type Marker } from "../markers.ts";
import { addEntry, dropGroup, dropHeld, endList, isDated, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** `1. Heat`: an item of a numbered list, or an entry inside one. */
export function readNumber(state: ListState, marker: Marker, line: string): void {
  if (state.held !== undefined) dropHeld(state);
  const isNested = marker.indent > state.baseIndent && isDated(state, readHeading(marker.rest));
  if (state.mayBeGroup && (isNested || isPartOf(state, marker) || beginsUnderTitle(state, marker))) dropGroup(state);
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

/** `1. Heat` below `# Movie night` and `Genre: crime`. */
function beginsUnderTitle({ form, titleLabel }: ListState, { number }: Marker): boolean {
  return titleLabel !== undefined && form !== "number" && number === 1;
}

/** `1. Heat` below `I. Crime`. */
function isPartOf({ counting }: ListState, marker: Marker): boolean {
  return counting !== "digits" && marker.counting === undefined;
}

/** The marker of a line, where the list counts so: `II.` and `b)` in a list that began so, or where one may begin. */
export function readListMarker(state: ListState, text: string): Marker | undefined {
  const plain = readMarker(text, "digits");
  if (plain?.kind === "number" || !/^[^\p{L}\p{N}]{0,220}[A-Za-z]{1,7}[.)]/u.test(text)) return plain;
  for (const counting of ["roman", "letters"] as const) {
    const marker = readMarker(text, counting);
    if (marker?.counting === counting && mayCount(state, marker)) return marker;
  }
  return plain;
}

function mayCount(state: ListState, { counting, indent, number, rest }: Marker): boolean {
  const isInList = state.form !== null && state.counting === counting;
  const isBelowGroup = state.mayBeGroup && indent > state.baseIndent && isDated(state, readHeading(rest));
  if (counting === "roman") return state.form === null ? number === 1 || isDated(state, readHeading(rest)) : isInList;
  // No list begins at `b)`, and no title with a small letter.
  if (isInList) return number === state.lastNumber + 1 || isDated(state, readHeading(rest));
  return (
    number === 1 && (state.form === null || isBelowGroup) && /^[^\p{L}\p{N}]{0,10}(?!\p{Ll})[\p{L}\p{N}]/u.test(rest)
  );
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
