/** One item while its lines are still coming. */
import { splitBody } from "./body.ts";
import { readLeadingConfidence } from "./confidence.ts";
import { readHeading } from "./heading.ts";
import type { Heading } from "./heading.ts";
import type { LabelKind } from "./label-words.ts";
import { collapseSpace, stripMarkup } from "./markup.ts";
import type { ParsedItem } from "./parsed-item.ts";
import { startsLikeReason } from "./reason-words.ts";
import { findYear } from "./year.ts";

export interface ItemDraft {
  readonly title: string;
  /** A title and something beside it: more letters can no longer make it another title. */
  readonly isSettled: boolean;
  readonly hasBody: boolean;
  /** A labelled field came. */
  readonly hasFields: boolean;
  readonly hasReason: boolean;
  /** The field that the next line without a label belongs to; null for none. */
  readonly openField: LabelKind | null;
  /** True after a label without a value: what comes next is its value. */
  readonly isValueOpen: boolean;
  setHeading(heading: Heading): void;
  setId(id: string): void;
  /** Adds a line of a body; labels inside it open their fields. */
  addBody(text: string): void;
  addField(kind: LabelKind, label: string, value: string): void;
  /** Adds an entry of a nested list to the field that is open. */
  addEntry(text: string): void;
  /** Null without a title and an id. */
  finish(isComplete: boolean): ParsedItem | null;
}

export function createItemDraft(): ItemDraft {
  let heading: Heading | undefined;
  let id: string | null = null;
  let year: number | null = null;
  let endYear: number | "present" | null = null;
  let confidence: number | null = null;
  const description: string[] = [];
  const reason: string[] = [];
  let openField: LabelKind | null = null;
  let isValueOpen = false;
  let hasFields = false;

  function addText(kind: LabelKind | null, text: string): void {
    const plain = collapseSpace(stripMarkup(text));
    if (plain === "") return;
    isValueOpen = false;
    const isReason = kind === "reason" || (kind === null && startsLikeReason(plain));
    (isReason ? reason : description).push(plain);
  }

  function addField(kind: LabelKind, label: string, value: string): void {
    openField = kind;
    hasFields ||= kind !== "title" && kind !== "id";
    isValueOpen = collapseSpace(stripMarkup(value)) === "";
    if (isValueOpen && kind !== "confidence") return;
    if (kind === "title") {
      if (heading === undefined || heading.title === "") setHeading(readHeading(value));
      else addText(null, value);
    } else if (kind === "id") {
      id ??= collapseSpace(stripMarkup(value));
    } else if (kind === "year") {
      const span = findYear(value.slice(0, 100));
      year ??= span?.year ?? null;
      endYear ??= span?.endYear ?? null;
    } else if (kind === "confidence") {
      const stated = readLeadingConfidence(value);
      confidence ??= stated?.confidence ?? null;
      openField = isValueOpen ? kind : null;
      addText(null, stated?.rest ?? "");
    } else if (kind === "detail") {
      addText("description", `${label}: ${value}`);
      openField = null;
    } else {
      addText(kind, value);
    }
  }

  function addBody(text: string): void {
    for (const part of splitBody(text)) {
      if (part.kind === null && isValueOpen && openField !== null) addField(openField, "", part.value);
      else if (part.kind === null) addText(openField === "reason" ? "reason" : null, part.value);
      else addField(part.kind, "", part.value);
    }
  }

  function setHeading(given: Heading): void {
    heading = given;
    year ??= given.year;
    endYear ??= given.endYear;
    openField = null;
    isValueOpen = false;
    if (given.body !== "") addBody(given.body);
  }

  const hasBody = (): boolean => description.length + reason.length > 0;

  return {
    get title() {
      return heading?.title ?? "";
    },
    get isSettled() {
      return (heading?.title ?? "") !== "" && (heading?.body !== "" || year !== null || hasBody());
    },
    get hasBody() {
      return hasBody();
    },
    get hasFields() {
      return hasFields;
    },
    get hasReason() {
      return reason.length > 0;
    },
    get openField() {
      return openField;
    },
    get isValueOpen() {
      return isValueOpen;
    },
    setHeading,
    setId(given) {
      id = given;
    },
    addBody,
    addField,
    addEntry(text) {
      const target = openField === "reason" ? reason : description;
      const last = target.at(-1);
      if (last !== undefined && /[\p{L}\p{N})]$/u.test(last)) target[target.length - 1] = `${last};`;
      addBody(text);
    },
    finish(isComplete) {
      const title = heading?.title ?? "";
      if (title === "" && id === null) return null;
      return {
        id,
        title,
        alternativeTitle: heading?.alternativeTitle ?? null,
        year,
        endYear,
        description: description.length === 0 ? null : description.join(" "),
        reason: reason.length === 0 ? null : reason.join(" "),
        confidence,
        isComplete,
      };
    },
  };
}
