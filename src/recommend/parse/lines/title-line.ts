/** `**Severance**` above `- Description: …`: a line without marker and year that is a title as a field follows it. */
import { readHeading } from "../heading.ts";
import { readLabel } from "../labels.ts";
import { readMarker } from "../markers.ts";
import { readQuoted } from "../title-quotes.ts";
import { startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

export function mayBeTitleLine(state: ListState, text: string): boolean {
  const { afterBlank, current, form, held, isLastLine } = state;
  if (isLastLine || held !== undefined || (form !== null && form !== "bare")) return false;
  if (current !== undefined && !(afterBlank && current.hasBody)) return false;
  const plain = text.trim();
  const quoted = readQuoted(plain);
  if (quoted === undefined || quoted.rest.trim() !== "" || /[:：]$/u.test(quoted.inside)) return false;
  return readLabel(plain) === undefined && readHeading(plain).year === null;
}

export function isFieldLine(text: string): boolean {
  const marker = readMarker(text);
  if (marker !== undefined && marker.kind !== "bullet") return false;
  const label = readLabel((marker?.rest ?? text).trim());
  return label !== undefined && label.kind !== "title" && /[:：]/u.test(text);
}

export function startTitleLine(state: ListState, line: string): void {
  startItem(state, { form: "bare", line, rest: line.trim() });
}
