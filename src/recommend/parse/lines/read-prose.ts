import { isBareTitle } from "../bare-title.ts";
import { readLabel } from "../labels.ts";
import { addLabelled, endList, setTitle, startItem } from "./item-steps.ts";
import type { ListState } from "./list-state.ts";

/** A line without a marker: a field, a bare title, more of an item, or text. */
export function readProse(state: ListState, line: string): void {
  const plain = line.trim();
  const { current, form, habit } = state;
  const label = readLabel(plain);
  if (label !== undefined && (current !== undefined || label.kind === "title")) return addLabelled(state, label, line);
  if ((form === null || form === "bare") && isBareTitle(plain, !state.isLastLine)) {
    return startItem(state, { form: "bare", line, rest: plain });
  }
  if (current === undefined || state.isOver) return state.targets.text(line);
  if (current.title === "" && !current.hasBody) return setTitle(state, current, plain);
  const indent = line.length - line.trimStart().length;
  if (indent <= state.baseIndent && habit.isAfterword(current, state.afterBlank, plain)) return endList(state, line);
  state.mayBeGroup = false;
  if (state.afterBlank) habit.paragraph();
  else habit.line();
  current.addBody(plain);
  habit.body(current.hasBody);
}
