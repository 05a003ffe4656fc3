import { readHeading } from "../heading.ts";
import { labelKind, readLabel } from "../labels.ts";
import type { Marker } from "../markers.ts";
import { addLabelled, endList, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** `## Heat (1995)`: an item, a field of one, or the name of a section. */
export function readHeadingLine(state: ListState, marker: Marker, line: string): void {
  const label = state.current === undefined ? undefined : readLabel(`**${marker.rest}**`);
  if (label !== undefined) return addLabelled(state, label, line);
  const heading = readHeading(marker.rest);
  const isSameLevel = state.form === "heading" && marker.headingLevel === state.headingLevel && !state.isOver;
  // Where a field showed the first title to be one, a heading above none is the name of a section.
  const isDated = heading.year !== null;
  const isItem = state.form === null ? isDated : isSameLevel && (isDated || state.titleLabel === undefined);
  if (isItem && labelKind(heading.title) === undefined) {
    state.headingLevel = marker.headingLevel;
    return startItem(state, { form: "heading", line, rest: marker.rest, marker });
  }
  endList(state, line);
}
