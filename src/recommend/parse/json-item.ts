/** An item out of one closed object of JSON. */
import type { JsonValue } from "../../core/json.ts";
import { readConfidence } from "./confidence.ts";
import { readHeading } from "./heading.ts";
import type { JsonPart } from "./json-objects.ts";
import { keyKind } from "./json-keys.ts";
import type { KnownIds } from "./known-id.ts";
import type { LabelKind } from "./label-words.ts";
import { collapseSpace, stripMarkup } from "./markup.ts";
import type { ParsedItem } from "./parsed-item.ts";
import { repairJson } from "./repair-json.ts";
import { findYear } from "./year.ts";

/** Undefined for what is no JSON even after repair, and for an object without a title and a known id. */
export function readJsonItem(part: JsonPart, ids: KnownIds): ParsedItem | undefined {
  const value = parse(part.source) ?? parse(repairJson(part.source));
  if (value === undefined) return undefined;
  const fields: ReadonlyMap<LabelKind, JsonValue> =
    typeof value === "string" ? new Map([["title", value]]) : fieldsOf(value);
  const id = ids.get(text(fields.get("id"))?.toLowerCase() ?? "") ?? null;
  const title = text(fields.get("title")) ?? (id === null && fields.size > 0 && !isGeneric(part.key) ? part.key : null);
  if (title === null && id === null) return undefined;
  const span = yearOf(fields.get("year"));
  // `"title": "Heat (1995)"` beside or without a year of its own.
  const heading = readHeading(title ?? "");
  const isDated = heading.year !== null && heading.body === "";
  return {
    id,
    title: isDated || typeof value === "string" ? heading.title : collapseSpace(stripMarkup(title ?? "")),
    alternativeTitle: isDated ? heading.alternativeTitle : null,
    year: span?.year ?? (isDated ? heading.year : null),
    endYear: span?.endYear ?? (isDated ? heading.endYear : null),
    description: text(fields.get("description")) ?? (typeof value === "string" ? text(heading.body) : null),
    reason: text(fields.get("reason")),
    confidence: confidenceOf(fields.get("confidence")),
    isComplete: true,
  };
}

function parse(source: string): JsonValue | undefined {
  try {
    return JSON.parse(source) as JsonValue;
  } catch {
    // What a model wrote need not be JSON; the caller goes on without.
    return undefined;
  }
}

/** The first key of a kind that has a value wins. */
function fieldsOf(value: JsonValue): ReadonlyMap<LabelKind, JsonValue> {
  const fields = new Map<LabelKind, JsonValue>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fields;
  for (const [key, field] of Object.entries(value)) {
    const kind = keyKind(key, field);
    if (kind !== undefined && field !== null && field !== "" && !fields.has(kind)) fields.set(kind, field);
  }
  return fields;
}

/** `"1": {…}` and `"item_1": {…}` name a place, not a title. */
function isGeneric(key: string | null): boolean {
  return key === null || /^(?:\p{Ll}{0,20}[ _-]?)?\d{0,3}$/u.test(key);
}

function text(value: JsonValue | undefined): string | null {
  if (Array.isArray(value)) {
    const parts = value.filter((part) => typeof part === "string");
    return parts.length === 0 ? null : text(parts.join("; "));
  }
  if (typeof value !== "string" && typeof value !== "number") return null;
  const plain = collapseSpace(stripMarkup(String(value)));
  return plain === "" ? null : plain;
}

function yearOf(value: JsonValue | undefined): ReturnType<typeof findYear> {
  return typeof value === "string" || typeof value === "number" ? findYear(String(value).slice(0, 100)) : undefined;
}

function confidenceOf(value: JsonValue | undefined): number | null {
  if (typeof value === "string") return readConfidence(value);
  // A number is no half of another one here: 1 and 0 are the ends of the scale.
  if (value === 0 || value === 1) return value;
  return typeof value === "number" ? readConfidence(String(value)) : null;
}
