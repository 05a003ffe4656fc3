import { readHeading } from "../heading.ts";
import { readKnownId } from "../known-id.ts";
import { readLabel } from "../labels.ts";
import { readMarker, type Marker } from "../markers.ts";
import { addEntry, addLabelled, dropGroup, isDated, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** Longer bullets are remarks, not titles. */
const maxTitleWords = 14;

/** `- Heat (1995)`: an item, a field or an entry inside one. `readAgain` reads held lines once they are items. */
export function readBullet(
  state: ListState,
  marker: Marker,
  line: string,
  readAgain: (lines: readonly string[]) => void,
): void {
  const label = readLabel(marker.rest);
  if (label !== undefined) return addLabelled(state, label, line);
  const heading = readHeading(marker.rest);
  const isClear = isDated(state, heading) || readKnownId(marker.rest, state.ids) !== undefined;
  if (state.mayBeGroup && isClear) dropGroup(state);
  const item = { form: "bullet", line, rest: marker.rest, marker } as const;
  const continues = state.form === "bullet" && state.isOver && marker.indent <= state.baseIndent;
  if (state.form === null || continues) {
    if (isClear) {
      if (state.held !== undefined) readAgain(acceptHeld(state));
      startItem(state, item);
    } else if (state.form === null && heading.title.split(" ").length <= maxTitleWords) {
      state.held ??= [];
      state.held.push(line);
    } else {
      state.targets.text(line);
    }
    return;
  }
  if (state.form === "bullet" && marker.indent <= state.baseIndent + 1) startItem(state, item);
  else addEntry(state, marker.rest, line);
}

/** The held bullets are items: they are to be read again, as such. */
export function acceptHeld(state: ListState): readonly string[] {
  const lines = state.held ?? [];
  state.held = undefined;
  state.form = "bullet";
  state.baseIndent = lines.reduce((indent, line) => Math.min(indent, readMarker(line)?.indent ?? indent), Infinity);
  return lines;
}
