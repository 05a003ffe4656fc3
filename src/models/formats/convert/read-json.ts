import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { unreadable } from "../unreadable.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A tokenizer of a hundred thousand tokens has some 5 MB. */
const maxTextBytes = 64 * 2 ** 20;

/** A text file of the model. @throws ReparteeError `model_file_invalid` when it is larger than any such file. */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maxTextBytes) throw unreadable(basename(path), `it has ${size} bytes, at most ${maxTextBytes} are read`);
  return await readFile(path, "utf8");
}

/** A file that holds one JSON object. @throws ReparteeError `model_file_invalid` */
export async function readJsonRecord(path: string): Promise<JsonRecord> {
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(basename(path), "it is no JSON", { cause });
  }
  if (!isJsonRecord(value)) throw unreadable(basename(path), "it is no JSON object");
  return value;
}

export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
