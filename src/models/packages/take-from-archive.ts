/** The wanted file or files of a package's archive, on disk and compared with the sums that the archive itself names. */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isFileSet, type PackageReference } from "../../core/package-reference.ts";
import { checkFileName } from "../hub/repository-name.ts";
import type { PackageArchive } from "./package-archive.ts";
import { readArchive, type ArchivedFile } from "./read-archive.ts";
import { takeFile, TooLargeError, type TakenFile } from "./take-file.ts";
import { noSuchFile, unpackError, wrongSum } from "./unpack-error.ts";
import { isRecord, maxRecordBytes, readRecord } from "./wheel-record.ts";

export interface TakeOptions {
  readonly archive: PackageArchive;
  readonly reference: PackageReference;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Appends the one file that the reference names to `destination`.
 * @throws ReparteeError `package_file_not_found`, `checksum_mismatch`, `download_failed`.
 */
export async function takeOne(
  options: TakeOptions & { readonly destination: string; readonly onChunk?: (chunk: Uint8Array) => void },
): Promise<TakenFile> {
  const { archive, reference, destination, maxBytes, onChunk, signal } = options;
  const taken = await take(
    archive,
    options,
    (path) => path === reference.path,
    async (file) => {
      return await takeFile({ file, destination, maxBytes, onChunk });
    },
  );
  const found = taken.files.get(reference.path);
  if (found === undefined) throw noSuchFile(reference, taken.there);
  signal.throwIfAborted();
  return found;
}

export interface TakenSet {
  /** By the path inside the set. */
  readonly files: ReadonlyMap<string, TakenFile>;
}

/**
 * Puts all files that the reference means under `folder`: those in a folder of the package, or in a ZIP archive in
 * it. Hidden files, and those whose names are not plain, stay behind.
 * @throws ReparteeError as `takeOne` does.
 */
export async function takeSet(
  options: TakeOptions & { readonly folder: string; readonly maxFiles: number },
): Promise<TakenSet> {
  const { archive, reference, folder, maxBytes } = options;
  if (!isFileSet(reference)) throw new TypeError(`${reference.name} is one file`);
  if (reference.path.endsWith("/")) return await takeFolder(archive, reference.path, options);
  const zip = join(folder, "..", "set.zip");
  try {
    await takeOne({ ...options, destination: zip, maxBytes });
    return await takeFolder({ path: zip, form: "zip", version: archive.version }, "", options);
  } finally {
    await rm(zip, { force: true });
  }
}

async function takeFolder(
  archive: PackageArchive,
  prefix: string,
  options: TakeOptions & { readonly folder: string; readonly maxFiles: number },
): Promise<TakenSet> {
  const { reference, folder, maxBytes, maxFiles } = options;
  let totalBytes = 0;
  let count = 0;
  const isInside = (path: string): boolean => path.startsWith(prefix) && isPlain(path.slice(prefix.length));
  const taken = await take(archive, options, isInside, async (file) => {
    count += 1;
    if (count > maxFiles) throw new TooLargeError(`it has more than ${maxFiles} files`);
    const destination = join(folder, ...file.path.slice(prefix.length).split("/"));
    await mkdir(dirname(destination), { recursive: true });
    const found = await takeFile({ file, destination, maxBytes: maxBytes - totalBytes });
    totalBytes += found.sizeBytes;
    return found;
  });
  if (taken.files.size === 0) throw noSuchFile(reference, taken.there);
  return { files: new Map([...taken.files].map(([path, file]) => [path.slice(prefix.length), file])) };
}

async function take(
  archive: PackageArchive,
  { reference, signal }: TakeOptions,
  isWanted: (path: string) => boolean,
  onFile: (file: ArchivedFile) => Promise<TakenFile>,
): Promise<{ readonly files: ReadonlyMap<string, TakenFile>; readonly there: readonly string[] }> {
  const files = new Map<string, TakenFile>();
  let record: ReadonlyMap<string, string> = new Map();
  try {
    const there = await readArchive(archive, {
      isWanted: (path) => isWanted(path) || (archive.form === "zip" && isRecord(path)),
      signal,
      async onFile(file) {
        if (isWanted(file.path)) {
          if (files.has(file.path)) throw new TooLargeError(`"${file.path}" is in it twice`);
          files.set(file.path, await onFile(file));
        } else record = readRecord(await textOf(file));
      },
    });
    for (const [path, { sha256: found }] of files) {
      const expected = record.get(path);
      if (expected !== undefined && expected !== found) throw wrongSum(reference, { found, expected });
    }
    return { files, there };
  } catch (error) {
    throw unpackError(error, reference);
  }
}

function isPlain(path: string): boolean {
  try {
    return checkFileName(path) !== "";
  } catch {
    // Not an error: such a file stays behind.
    return false;
  }
}

async function textOf({ chunks, path }: ArchivedFile): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > maxRecordBytes) throw new TooLargeError(`"${path}" has more than ${maxRecordBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}
