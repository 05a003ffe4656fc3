/**
 * Reads a reply line by line: which line begins an item, which goes on with it, which is no part of one.
 *
 * 1. The first item fixes the form of the list: numbers, bullets, headings, bare titles, blocks of labels or a table.
 *    Lines of another form belong to an item or to the text.
 * 2. An item is given out once, when a later line has shown that it is over.
 * 3. What a line does depends on it and the lines before it, never on how the text was cut into pieces.
 */
import { readHeading } from "./heading.ts";
import type { Heading } from "./heading.ts";
import { createItemDraft } from "./item-draft.ts";
import type { ItemDraft } from "./item-draft.ts";
import { readKnownId } from "./known-id.ts";
import type { KnownIds } from "./known-id.ts";
import { labelKind, readLabel } from "./labels.ts";
import type { Labelled } from "./labels.ts";
import { readMarker } from "./markers.ts";
import type { Marker } from "./markers.ts";
import type { ParsedItem } from "./parsed-item.ts";
import { createProseHabit } from "./prose-habit.ts";
import { isFirmTitle } from "./firm-title.ts";
import { createTableRows, isTableRow } from "./table-rows.ts";
import { isBareTitle } from "./bare-title.ts";

export interface ListLines {
  /** A whole line, without its end. */
  line(text: string): void;
  /** The beginning of a line that is still coming: ends the item before it where that is certain already. */
  begin(text: string): void;
  /** The last line, which nothing ended. `isCut` when the reply did not end there of its own. */
  end(rest: string, isCut: boolean): { readonly unfinished: string };
  /** Another form of list took over, or is to come: what was held back is text. */
  interrupt(): void;
  readonly form: ListForm | null;
}

export type ListForm = "number" | "bullet" | "heading" | "bare" | "labels" | "table";

export interface LineTargets {
  item(item: ParsedItem): void;
  text(line: string): void;
}

export function createListLines(ids: KnownIds, targets: LineTargets): ListLines {
  let form: ListForm | null = null;
  let baseIndent = 0;
  let headingLevel = 0;
  let lastNumber = 0;
  let current: ItemDraft | undefined;
  /** The line that began `current`, for the case that it turns out to be none. */
  let firstLine = "";
  /** `1. Science fiction:` may be a title, or the name of a group of titles. */
  let mayBeGroup = false;
  let afterBlank = false;
  /** The list is over, as far as can be told: only a line that is clearly an item goes on with it. */
  let isOver = false;
  /** Bullets that may be items or remarks: held until something tells. */
  let held: string[] | undefined;
  const habit = createProseHabit();
  const table = createTableRows();
  /** The line being read is cut: whether it ends the item before it, it may not have said yet. */
  let isLastLine = false;
  /** Whether the title that it gives an item stands, whatever follows in it. */
  let isTitleFirm = true;
  let overtaken: { readonly draft: ItemDraft; readonly line: string } | undefined;

  function finish(isComplete = true): void {
    if (isLastLine && current !== undefined) {
      overtaken = { draft: current, line: firstLine };
      current = undefined;
      return;
    }
    const item = current?.finish(isComplete) ?? null;
    if (item !== null) targets.item(item);
    else if (current !== undefined) targets.text(firstLine);
    current = undefined;
    mayBeGroup = false;
    habit.finishItem();
  }

  function start(rest: string, line: string, newForm: ListForm, marker?: Marker): void {
    finish();
    form = newForm;
    isOver = false;
    firstLine = line;
    baseIndent = marker?.indent ?? 0;
    if (marker !== undefined && marker.number !== null) lastNumber = marker.number;
    current = createItemDraft();
    habit.startItem();
    setTitle(current, rest);
    mayBeGroup = /[:：][\s*_]*$/u.test(rest) && !current.isSettled;
  }

  function setTitle(draft: ItemDraft, rest: string): void {
    const known = readKnownId(rest, ids);
    const written = known === undefined ? rest : known.rest;
    if (known !== undefined) draft.setId(known.id);
    if (written === "") return;
    const label = readLabel(written);
    if (isLastLine) isTitleFirm = isFirmTitle(label?.kind === "title" ? label.value : written);
    if (label !== undefined && label.kind !== "detail") draft.addField(label.kind, label.label, label.value);
    else if (known?.isTitleMissing === true) draft.addBody(written);
    else draft.setHeading(readHeading(written));
    habit.body(draft.hasBody);
  }

  /** In a line that is cut, what follows the year may still show that it is another film's. */
  function isDated(heading: Heading): boolean {
    return heading.year !== null && (!isLastLine || heading.isMarked || heading.body !== "");
  }

  function isItemNumber(marker: Marker, number: number): boolean {
    if (form === null) return true;
    if (form === "heading") return marker.headingLevel === headingLevel;
    if (form !== "number" && form !== "bullet" && form !== "bare") return false;
    if (form === "bullet") return marker.indent <= baseIndent && isDated(readHeading(marker.rest));
    if (number === lastNumber + 1 && marker.indent <= baseIndent + 1) return true;
    if (isOver) return isDated(readHeading(marker.rest));
    if (marker.indent > baseIndent + 1) return false;
    return !(current?.isValueOpen ?? false);
  }

  function numbered(marker: Marker, line: string, value: number): void {
    if (held !== undefined) dropHeld();
    if (mayBeGroup && marker.indent > baseIndent && isDated(readHeading(marker.rest))) dropGroup();
    if (isItemNumber(marker, value)) {
      if (form === null && marker.headingLevel > 0) headingLevel = marker.headingLevel;
      start(marker.rest, line, marker.headingLevel > 0 ? "heading" : "number", marker);
    } else if (form === "bullet" && marker.indent < baseIndent) {
      // The next group's name.
      endList(line);
    } else {
      entry(marker.rest, line);
    }
  }

  /** What is said after the list, or between two parts of it. */
  function endList(line: string): void {
    finish();
    isOver = form !== null;
    targets.text("");
    targets.text(line);
  }

  /** The group's name is text, and the items are what stands below it. */
  function dropGroup(): void {
    targets.text(firstLine);
    current = undefined;
    mayBeGroup = false;
    form = null;
  }

  function dropHeld(): void {
    for (const line of held ?? []) targets.text(line);
    held = undefined;
  }

  function acceptHeld(): void {
    const lines = held ?? [];
    held = undefined;
    form = "bullet";
    baseIndent = lines.reduce((indent, line) => Math.min(indent, readMarker(line)?.indent ?? indent), Infinity);
    for (const line of lines) whole(line);
  }

  function bullet(marker: Marker, line: string): void {
    const label = readLabel(marker.rest);
    if (label !== undefined) return labelled(label, line);
    const heading = readHeading(marker.rest);
    const isClear = isDated(heading) || readKnownId(marker.rest, ids) !== undefined;
    if (mayBeGroup && isClear) dropGroup();
    if (form === null || (form === "bullet" && isOver && marker.indent <= baseIndent)) {
      if (isClear) {
        if (held !== undefined) acceptHeld();
        start(marker.rest, line, "bullet", marker);
      } else if (form === null && heading.title.split(" ").length <= 14) {
        held ??= [];
        held.push(line);
      } else {
        targets.text(line);
      }
      return;
    }
    if (form === "bullet" && marker.indent <= baseIndent + 1) start(marker.rest, line, "bullet", marker);
    else entry(marker.rest, line);
  }

  function entry(rest: string, line: string): void {
    if (current === undefined || isOver) {
      targets.text(line);
      return;
    }
    mayBeGroup = false;
    habit.line();
    const label = readLabel(rest);
    if (label === undefined) current.addEntry(rest);
    else current.addField(label.kind, label.label, label.value);
  }

  function labelled(label: Labelled, line: string): void {
    if (label.kind === "title" && label.value !== "") {
      const opensItem = current === undefined ? form === null || form === "labels" : current.title !== "";
      if (opensItem && (form === null || form === "labels")) return start(label.value, line, "labels");
    }
    if (current === undefined || isOver) {
      targets.text(line);
      return;
    }
    mayBeGroup = false;
    habit.line();
    if (isLastLine && label.kind === "title") isTitleFirm = isFirmTitle(label.value);
    // The value may hold further labels: `Why: you like crime | Confidence: 85%`.
    if (label.kind === "detail") return current.addField(label.kind, label.label, label.value);
    current.addField(label.kind, label.label, "");
    current.addBody(label.value);
  }

  function titled(marker: Marker, line: string): void {
    const label = current === undefined ? undefined : readLabel(`**${marker.rest}**`);
    if (label !== undefined) return labelled(label, line);
    const heading = readHeading(marker.rest);
    const isItem =
      form === null ? heading.year !== null : form === "heading" && marker.headingLevel === headingLevel && !isOver;
    if (isItem && labelKind(heading.title) === undefined) {
      headingLevel = marker.headingLevel;
      return start(marker.rest, line, "heading", marker);
    }
    endList(line);
  }

  function prose(line: string): void {
    const plain = line.trim();
    const label = readLabel(plain);
    if (label !== undefined && (current !== undefined || label.kind === "title")) return labelled(label, line);
    if ((form === null || form === "bare") && isBareTitle(plain, !isLastLine)) return start(plain, line, "bare");
    if (current === undefined || isOver) {
      targets.text(line);
      return;
    }
    if (current.title === "" && !current.hasBody) return setTitle(current, plain);
    const indent = line.length - line.trimStart().length;
    if (indent <= baseIndent && habit.isAfterword(current, afterBlank, plain)) {
      return endList(line);
    }
    mayBeGroup = false;
    if (afterBlank) habit.paragraph();
    else habit.line();
    current.addBody(plain);
    habit.body(current.hasBody);
  }

  function row(line: string): void {
    if (form !== null && form !== "table" && current === undefined) {
      targets.text(line);
      return;
    }
    for (const read of table.row(line)) {
      if (read.kind === "label") {
        labelled(read.label, line);
      } else if (current !== undefined && form !== "table" && !read.hasTitle) {
        for (const field of read.fields) current.addField(field.kind, "", field.value);
      } else if (form === null || form === "table") {
        start("", line, "table");
        for (const field of read.fields) current?.addField(field.kind, "", field.value);
        finish();
      } else {
        targets.text(line);
      }
    }
  }

  function whole(line: string): void {
    if (isTableRow(line)) return row(line);
    for (const left of table.end()) targets.text(left);
    const plain = line.trim();
    if (plain === "" || rule.test(plain)) {
      afterBlank = true;
      if (held !== undefined) held.push("");
      else if (current === undefined || isOver) targets.text("");
      return;
    }
    if (fence.test(plain)) return;
    const marker = readMarker(line);
    if (held !== undefined && marker === undefined) {
      held.push(line);
    } else if (marker?.kind === "number") {
      numbered(marker, line, marker.number ?? 0);
    } else if (marker?.kind === "bullet") {
      bullet(marker, line);
    } else if (marker?.kind === "heading") {
      titled(marker, line);
    } else {
      prose(line);
    }
    afterBlank = false;
  }

  function readLast(line: string): void {
    isLastLine = true;
    whole(line);
    isLastLine = false;
  }

  return {
    get form() {
      return form;
    },
    line: whole,
    begin(text) {
      if (form !== "number" || current === undefined || isOver || mayBeGroup) return;
      const marker = readMarker(text);
      if (marker?.kind !== "number" || marker.number !== lastNumber + 1 || marker.indent > baseIndent + 1) return;
      if (marker.headingLevel === 0 && /[\p{L}\p{N}]/u.test(marker.rest)) finish();
    },
    interrupt() {
      dropHeld();
      finish();
      for (const left of table.end()) targets.text(left);
    },
    end(rest, isCut) {
      if (!isCut) {
        if (rest !== "") whole(rest);
        if (held !== undefined) acceptHeld();
        for (const left of table.end()) targets.text(left);
        finish();
        return { unfinished: "" };
      }
      const before = current;
      const wasGroup = mayBeGroup;
      const wasNamed = current !== undefined && current.title !== "";
      const unsure = [...(held ?? []), ...table.end()];
      held = undefined;
      // What may be the half of a marker says nothing of the lines before it.
      if (rest !== "" && (isTableRow(rest) || signsOnly.test(rest))) unsure.push(rest);
      else if (rest !== "" && unsure.length === 0) readLast(rest);
      else if (rest !== "") unsure.push(rest);
      const heldNow: readonly string[] = held ?? [];
      unsure.push(...heldNow);
      const isNew = current !== before;
      if (current !== undefined && (wasNamed && !isNew ? wasGroup : mayBeGroup || !isTitleFirm || !current.isSettled)) {
        unsure.push(firstLine);
        current = undefined;
      }
      if (overtaken !== undefined) {
        const item = overtaken.draft.finish(current !== undefined);
        if (item === null) targets.text(overtaken.line);
        else targets.item(item);
      }
      finish(false);
      return { unfinished: unsure.join("\n") };
    },
  };
}

const signsOnly = /^[\s>*+•#_–—([（【-]{1,48}$/u;
const fence = /^(?:```|~~~)[\w ]{0,20}$/;
const rule = /^(?:[-*_=] ?){3,200}$/;
