/** The small JSON files that downloads keep beside the files that they are about. */
import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";
import { checkValue } from "../../schema/read-value.ts";
import { hasSystemCode } from "./disk-error.ts";

/** Undefined when there is no such file, or when it is not of this form: another program's, or a broken disk's. */
export async function readStoredJson<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  try {
    return checkValue(schema, JSON.parse(await readFile(path, "utf8"))).value;
  } catch (error) {
    // Windows refuses to open a file in the moment it is replaced.
    if (error instanceof SyntaxError || hasSystemCode(error, "ENOENT", "EPERM", "EBUSY", "EACCES")) return undefined;
    throw error;
  }
}

/** Replaces the file as a whole: after a crash at any moment there is the old one or the new one. */
export async function writeStoredJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}
