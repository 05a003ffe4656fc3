import { isRecord } from "../core/is-record.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The JSON object in a text; undefined when it is not JSON, or another value. */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
