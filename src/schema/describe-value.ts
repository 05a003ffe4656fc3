import { characterCount } from "../core/character-count.ts";

/** Longer strings are most likely somebody's text, which does not belong into a message or a log. */
const longestShown = 40;

/** A value in the words of a message: `"hot"`, `an array of 3`, `a string of 300 characters`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return "an object";
  // Not JSON: a number that is out of range may be infinite.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `a ${typeof value}`;
  return value.length <= longestShown ? JSON.stringify(value) : `a string of ${characterCount(value)} characters`;
}

/** The same for a value that must not be shown, such as a key or what a user wrote. */
export function describeType(value: unknown): string {
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  if (typeof value === "number" || typeof value === "boolean") return `a ${typeof value}`;
  return describeValue(value);
}
