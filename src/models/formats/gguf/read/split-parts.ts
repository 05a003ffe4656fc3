import { createHeaderFields } from "./header-fields.ts";
import type { GgufHeader } from "./read-gguf.ts";

/** The place of a file among the parts of a split model. */
export interface SplitPlace {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Of all parts together; 0 when unknown. */
  readonly tensorCount: number;
}

const mostParts = 9999;

/** Undefined for a model in one file. @throws ReparteeError `model_file_invalid` when the numbers contradict. */
export function readSplitPlace(header: GgufHeader, fileName: string): SplitPlace | undefined {
  const fields = createHeaderFields(header.metadata, fileName);
  const count = fields.count("split.count", mostParts) ?? 0;
  if (count <= 1) return undefined;
  const index = fields.count("split.no", mostParts) ?? 0;
  if (index >= count) {
    const allowed = `below split.count, which is ${count}`;
    throw fields.refuse({ check: "split-part", offset: 0, subject: 'metadata "split.no"', found: index, allowed });
  }
  return { index, count, tensorCount: fields.count("split.tensors.count", 2 ** 24) ?? 0 };
}

/**
 * Names of all parts from the name of one: `x-00001-of-00003.gguf` → its three names. Undefined when the name is not
 * in that form or has another count.
 */
export function splitPartNames(fileName: string, count: number): string[] | undefined {
  const match = /^(?<stem>.+)-\d{5}-of-(?<count>\d{5})\.gguf$/i.exec(fileName);
  const stem = match?.groups?.["stem"];
  if (stem === undefined || Number(match?.groups?.["count"]) !== count) return undefined;
  const digits = (number: number): string => String(number).padStart(5, "0");
  return Array.from({ length: count }, (_, index) => `${stem}-${digits(index + 1)}-of-${digits(count)}.gguf`);
}
