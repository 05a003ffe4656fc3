/** The steps that the lines of all forms share: an item begins, gets its title, goes on, ends. */
import { isFirmTitle } from "../firm-title.ts";
import { readHeading, type Heading } from "../heading.ts";
import { createItemDraft, type ItemDraft } from "../item-draft.ts";
import { readKnownId } from "../known-id.ts";
import { readLabel, type Labelled } from "../labels.ts";
import type { Marker } from "../markers.ts";
import type { ListForm, ListState } from "./list-state.ts";

export interface NewItem {
  readonly form: ListForm;
  /** The whole line. */
  readonly line: string;
  /** The line after its marker. */
  readonly rest: string;
  readonly marker?: Marker;
}

export function startItem(state: ListState, { form, line, marker, rest }: NewItem): void {
  finishItem(state);
  state.form = form;
  state.isOver = false;
  state.firstLine = line;
  state.baseIndent = marker?.indent ?? 0;
  if (marker !== undefined && marker.number !== null) state.lastNumber = marker.number;
  state.counting = marker?.counting ?? "digits";
  const draft = createItemDraft();
  state.current = draft;
  state.habit.startItem();
  setTitle(state, draft, rest);
  // `I. Crime` above `1. Heat` is the name of a part.
  state.mayBeGroup = (/[:：][\s*_]*$/u.test(rest) || state.counting !== "digits") && !draft.isSettled;
}

/** Gives the open item out, or its first line as text when it is none. */
export function finishItem(state: ListState, isComplete = true): void {
  const { current, firstLine, targets } = state;
  state.current = undefined;
  if (state.isLastLine && current !== undefined) {
    state.overtaken = { draft: current, line: firstLine };
    return;
  }
  const item = current?.finish(isComplete) ?? null;
  if (item !== null) targets.item(item);
  else if (current !== undefined) targets.text(firstLine);
  state.mayBeGroup = false;
  state.habit.finishItem();
}

export function setTitle(state: ListState, draft: ItemDraft, rest: string): void {
  const known = readKnownId(rest, state.ids);
  const written = known === undefined ? rest : known.rest;
  if (known !== undefined) draft.setId(known.id);
  if (written === "") return;
  const label = readLabel(written);
  if (state.isLastLine) state.isTitleFirm = isFirmTitle(label?.kind === "title" ? label.value : written);
  if (label !== undefined && label.kind !== "detail") draft.addField(label.kind, label.label, label.value);
  else if (known?.isTitleMissing === true) draft.addBody(written);
  else draft.setHeading(readHeading(written));
  state.habit.body(draft.hasBody);
}

/** In a line that was cut, what follows the year may still show that it is another film's. */
export function isDated(state: ListState, heading: Heading): boolean {
  return heading.year !== null && (!state.isLastLine || heading.isMarked || heading.body !== "");
}

/** The item that a line may continue; undefined between items and after the list. */
function openItem({ current, isOver }: ListState): ItemDraft | undefined {
  return isOver ? undefined : current;
}

/** An entry of a nested list. */
export function addEntry(state: ListState, rest: string, line: string): void {
  const item = openItem(state);
  if (item === undefined) return state.targets.text(line);
  state.mayBeGroup = false;
  state.habit.line();
  const label = readLabel(rest);
  if (label === undefined) item.addEntry(rest);
  else item.addField(label.kind, label.label, label.value);
}

/** A field with its label; a title may begin an item. */
export function addLabelled(state: ListState, label: Labelled, line: string): void {
  const { current, form } = state;
  if (label.kind === "title" && label.value !== "" && (form === null || form === "labels")) {
    if (current === undefined || current.title !== "") {
      return startItem(state, { form: "labels", line, rest: label.value });
    }
  }
  const item = openItem(state);
  if (item === undefined) return state.targets.text(line);
  // A whole list may have a genre and a summary, but hardly a reason or a confidence.
  state.mayBeGroup &&= state.titleLabel !== undefined && label.kind !== "reason" && label.kind !== "confidence";
  state.habit.line();
  if (state.isLastLine && label.kind === "title") state.isTitleFirm = isFirmTitle(label.value);
  if (label.kind === "detail") return item.addField(label.kind, label.label, label.value);
  // The value may contain further labels: `Why: you like crime | Confidence: 85%`.
  item.addField(label.kind, label.label, "");
  item.addBody(label.value);
}

/** A line after the list, or between two parts of it. */
export function endList(state: ListState, line: string): void {
  finishItem(state);
  state.isOver = state.form !== null;
  state.targets.text("");
  state.targets.text(line);
}

/** The group's name is text, and the items are below it. */
export function dropGroup(state: ListState): void {
  state.targets.text(state.firstLine);
  const said = state.current?.finish(true)?.description ?? null;
  if (said !== null) state.targets.text(said);
  state.titleLabel = undefined;
  state.current = undefined;
  state.mayBeGroup = false;
  state.form = null;
}

/** The held bullets were remarks. */
export function dropHeld(state: ListState): void {
  for (const line of state.held ?? []) state.targets.text(line);
  state.held = undefined;
}
