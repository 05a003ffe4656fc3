import { basename, dirname, join } from "node:path";
import { ReparteeError } from "../../../../core/errors.ts";
import { withFileSource } from "./byte-source.ts";
import type { GgufSummary } from "./gguf-summary.ts";
import { createRefusal } from "./invalid-gguf.ts";
import { duplicateTensor } from "./read-tensor-table.ts";
import { readGguf, type GgufHeader } from "./read-gguf.ts";
import { readSplitPlace, splitPartNames, type SplitPlace } from "./split-parts.ts";
import { summarizeGguf } from "./summarize-gguf.ts";

/**
 * Checks a model file, and with a split model all its parts, without reading weights. Native code must not be given a
 * file before this was done.
 *
 * @param path The file, or the first part of a split model.
 * @throws ReparteeError `model_file_missing`; `model_file_invalid` with the check that failed as a fact.
 */
export async function inspectModelFile(path: string): Promise<GgufSummary> {
  const fileName = basename(path);
  const header = await readPart(path);
  const place = readSplitPlace(header, fileName);
  if (place === undefined) return summarizeGguf(header, fileName);
  const files = namesOfParts(fileName, place);
  const parts = [header];
  for (const file of files.slice(1)) parts.push(await readPart(join(dirname(path), file)));
  checkParts(parts, files, place);
  const whole = {
    version: header.version,
    metadata: header.metadata,
    tensors: parts.flatMap(({ tensors }) => tensors),
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  return { ...summarizeGguf(whole, fileName), split: { count: place.count, files } };
}

async function readPart(path: string): Promise<GgufHeader> {
  try {
    return await withFileSource(path, basename(path), readGguf);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) throw thrown;
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, cause: unknown): ReparteeError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "this user may not read it",
    ELOOP: "its links lead in a circle",
  };
  const reason = typeof code === "string" ? (reasons[code] ?? code) : String(cause);
  return new ReparteeError("model_file_missing", `Cannot read model file ${path}: ${reason}`, {
    hint: "Check the path; relative paths start at the directory that Repartee was started in.",
    cause,
  });
}

function namesOfParts(fileName: string, place: SplitPlace): string[] {
  const refuse = createRefusal(fileName);
  const files = splitPartNames(fileName, place.count);
  if (files === undefined) {
    const allowed = `a name that ends in -00001-of-${String(place.count).padStart(5, "0")}.gguf`;
    throw refuse({ check: "split-part", offset: 0, subject: "name of a split model's part", found: fileName, allowed });
  }
  if (place.index === 0 && files[0] === fileName) return files;
  const allowed = `the first part, ${files[0] ?? ""}`;
  throw refuse({
    check: "split-part",
    offset: 0,
    subject: "file",
    found: `part ${place.index + 1} of a split model`,
    allowed,
  });
}

function checkParts(parts: readonly GgufHeader[], files: readonly string[], { count, tensorCount }: SplitPlace): void {
  const names = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const file = files[index] ?? "";
    const refuse = createRefusal(file);
    const place = readSplitPlace(part, file);
    if (place?.index !== index || place.count !== count) {
      const found = place === undefined ? "a model of its own" : `part ${place.index + 1} of ${place.count}`;
      throw refuse({
        check: "split-part",
        offset: 0,
        subject: "file",
        found,
        allowed: `part ${index + 1} of ${count}`,
      });
    }
    for (const tensor of part.tensors) {
      if (names.has(tensor.name)) throw refuse(duplicateTensor(tensor, "a name of no earlier part"));
      names.add(tensor.name);
    }
  }
  if (tensorCount === 0 || names.size === tensorCount) return;
  const refuse = createRefusal(files[0] ?? "");
  const subject = "tensor count of all parts";
  throw refuse({ check: "tensor-count", offset: 0, subject, found: names.size, allowed: `${tensorCount}` });
}
