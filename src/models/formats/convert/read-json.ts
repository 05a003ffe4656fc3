import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { readJson } from "../../../schema/index.ts";
import { readingOf, unreadable } from "../unreadable.ts";

/** A tokenizer of a hundred thousand tokens has some 5 MB. */
const maxTextBytes = 64 * 2 ** 20;

/** A text file of the model. @throws ReparteeError `model_file_invalid` when it is larger than any such file. */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maxTextBytes) throw unreadable(basename(path), `expected at most ${maxTextBytes} bytes, got ${size}`);
  return await readFile(path, "utf8");
}

export const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = Readonly<z.infer<typeof jsonObject>>;

/** A JSON file of the model. @throws ReparteeError `model_file_invalid` */
export async function readJsonFile<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  return readJson(schema, await readText(path), readingOf(basename(path)));
}
