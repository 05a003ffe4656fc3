import { ReparteeError } from "../../core/errors.ts";

export interface UnreadableDetails {
  readonly hint?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** The error for a file that is not what it should be. `found` completes "Cannot read <file>: …". */
export function unreadable(file: string, found: string, details: UnreadableDetails = {}): ReparteeError {
  return new ReparteeError("model_file_invalid", `Cannot read ${file}: ${found}`, {
    hint: "The file may be damaged or cut off: download it again.",
    ...details,
  });
}

/** A name from inside a file, short and printable, for messages. */
export function quoted(name: string): string {
  const printable = name.replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(printable.length > 80 ? `${printable.slice(0, 80)}…` : printable);
}
