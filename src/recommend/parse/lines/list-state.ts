import type { ItemDraft } from "../item-draft.ts";
import type { KnownIds } from "../known-id.ts";
import type { Counting } from "../markers.ts";
import type { ParsedItem } from "../parsed-item.ts";
import { createProseHabit, type ProseHabit } from "../prose-habit.ts";
import { createTableRows, type TableRows } from "../table-rows.ts";

/** The first item fixes it; lines of another form belong to an item or to the text. */
export type ListForm = "number" | "bullet" | "heading" | "bare" | "labels" | "table";

export interface LineTargets {
  item(item: ParsedItem): void;
  text(line: string): void;
}

/** Everything that the lines so far leave for the next one. */
export interface ListState {
  readonly ids: KnownIds;
  readonly targets: LineTargets;
  readonly habit: ProseHabit;
  readonly table: TableRows;
  form: ListForm | null;
  baseIndent: number;
  headingLevel: number;
  lastNumber: number;
  /** Of the last number. */
  counting: Counting;
  /** The item that is open. */
  current: ItemDraft | undefined;
  /** The line that began `current`: text, if the item turns out to be none. */
  firstLine: string;
  /** `1. Science fiction:` may be a title, or the name of a group of titles. */
  mayBeGroup: boolean;
  afterBlank: boolean;
  /** The list has probably ended: only a line that is clearly an item continues it. */
  isOver: boolean;
  /** Bullets that may be items or remarks, held until a later line decides. */
  held: string[] | undefined;
  /** The label under the first title that only a field showed to be one: the same label follows each of them. */
  titleLabel: string | undefined;
  /** A line that may be a title, and empty ones below it: it is one if a field follows. */
  titleLines: string[] | undefined;
  /** The line being read was cut: it may not show yet whether it ends the item before it. */
  isLastLine: boolean;
  /** The title in that line cannot change, whatever would follow. */
  isTitleFirm: boolean;
  /** The item that the cut line ended, if it did. */
  overtaken: { readonly draft: ItemDraft; readonly line: string } | undefined;
}

export function createListState(ids: KnownIds, targets: LineTargets): ListState {
  return {
    ids,
    targets,
    habit: createProseHabit(),
    table: createTableRows(),
    form: null,
    baseIndent: 0,
    headingLevel: 0,
    lastNumber: 0,
    counting: "digits",
    current: undefined,
    firstLine: "",
    mayBeGroup: false,
    afterBlank: false,
    isOver: false,
    held: undefined,
    titleLabel: undefined,
    titleLines: undefined,
    isLastLine: false,
    isTitleFirm: true,
    overtaken: undefined,
  };
}
