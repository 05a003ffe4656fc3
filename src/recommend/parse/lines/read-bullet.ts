import { readHeading } from "../heading.ts";
import { readKnownId } from "../known-id.ts";
import { readLabel, type Labelled } from "../labels.ts";
import { readMarker, type Marker } from "../markers.ts";
import { addEntry, addLabelled, dropGroup, isDated, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** A field further below than this says nothing of a held bullet. */
const linesBelowTitle = 8;
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
  if (label !== undefined && holdsField(state, label, line)) return readAgain([...acceptHeld(state), line]);
  if (label?.kind === "detail" && state.held !== undefined && isNested(state.held, marker))
    return void state.held.push(line);
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

/** Whether `line`, a field, shows that the bullets held above it are items: `- Heat` above `  - Reason: …`. */
export function holdsField({ held }: ListState, label: Labelled, line: string): boolean {
  if (held === undefined || label.kind === "title" || label.kind === "detail" || !/[:：]/u.test(line)) return false;
  const bullets = held.slice(-linesBelowTitle).map((written) => readMarker(written));
  const title = bullets.findLast((found) => found?.kind === "bullet" && readLabel(found.rest) === undefined)?.rest;
  return title !== undefined && /^[^\p{L}\p{N}]{0,10}(?!\p{Ll})[\p{L}\p{N}]/u.test(title);
}

function isNested([first = ""]: readonly string[], { indent }: Marker): boolean {
  return indent > (readMarker(first)?.indent ?? 0);
}

/** The held bullets are items: they are to be read again, as such. */
export function acceptHeld(state: ListState): readonly string[] {
  const lines = state.held ?? [];
  state.held = undefined;
  state.form = "bullet";
  state.baseIndent = lines.reduce((indent, line) => Math.min(indent, readMarker(line)?.indent ?? indent), Infinity);
  return lines;
}
