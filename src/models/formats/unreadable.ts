import { ReparteeError } from "../../core/errors.ts";
import type { ReadOptions } from "../../schema/index.ts";

export interface UnreadableDetails {
  readonly hint?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

const damagedHint = "The file may be damaged or cut off: download it again.";

/** How errors about a part of a file are written where a schema reads it. */
export function readingOf(file: string): ReadOptions {
  return { code: "model_file_invalid", source: `Cannot read ${file}`, hint: damagedHint };
}

/** The error for a file that is not what it should be. `found` completes "Cannot read <file>: …". */
export function unreadable(file: string, found: string, details: UnreadableDetails = {}): ReparteeError {
  return new ReparteeError("model_file_invalid", `Cannot read ${file}: ${found}`, { hint: damagedHint, ...details });
}

/** A name from inside a file, short and printable, for messages. */
export function quoted(name: string): string {
  const printable = name.replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(printable.length > 80 ? `${printable.slice(0, 80)}…` : printable);
}
