/** Brings one version of a file to disk, checks it and puts it in its place. */
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import { countBytes, cutRanges, missingRanges, prefixLength } from "./byte-ranges.ts";
import { diskError } from "./disk-error.ts";
import type { DownloadLimits } from "./download-limits.ts";
import { fetchPiece, type PieceContext } from "./fetch-piece.ts";
import { originOf, writeOrigin, type FileOrigin } from "./file-origin.ts";
import { checkSpace } from "./free-space.ts";
import { removeJournal, type PartIdentity } from "./journal.ts";
import type { CachePaths } from "./model-cache.ts";
import { openPart, removePart, type PartFile } from "./part-file.ts";
import { hashPrefix, type FileHashes, type PrefixHash } from "./prefix-hash.ts";

export interface TransferOptions {
  readonly context: PieceContext;
  readonly paths: CachePaths;
  readonly identity: PartIdentity;
  readonly parallelParts: number;
  /** Bytes left on the file system of a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Called with the bytes that are there, each time some came. */
  readonly onBytes: (downloadedBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Transferred {
  readonly origin: FileOrigin;
  /** Bytes that an earlier download had left. */
  readonly resumedBytes: number;
}

/** The bytes are not those that the hub named. The part was removed. */
export class WrongContentError extends Error {
  override readonly name = "WrongContentError";
  readonly error: ReparteeError;
  /** The fault may lie with what an earlier download left. */
  readonly wasResumed: boolean;

  constructor(error: ReparteeError, wasResumed: boolean) {
    super(error.message);
    this.error = error;
    this.wasResumed = wasResumed;
  }
}

/**
 * @throws WrongContentError; all that `fetchPiece` throws; ReparteeError `disk_full`, `download_failed` for other faults
 * of the disk. Unless the content was wrong, the part stays and the next transfer goes on with it.
 */
export async function transfer(options: TransferOptions): Promise<Transferred> {
  const { context, paths, identity } = options;
  const { shared, clock, log, limits, expected, action } = context;
  let part: PartFile | undefined;
  let hash: PrefixHash | undefined;
  try {
    part = await openPart({ paths, identity, shared, clock, log, limits });
    const { resumedBytes } = part;
    const neededBytes = expected.sizeBytes - resumedBytes + limits.spareDiskBytes;
    checkSpace(await options.freeBytes(dirname(paths.part)), neededBytes, action);
    hash = hashPrefix(part.handle, expected.sizeBytes, expected.gitSha1 !== undefined);
    const hashes = await fetchAndHash(part, hash, options);
    await part.sync();
    await part.close();
    part = undefined;
    const origin = originOf(hashes, expected, identity);
    await checkContent(hashes, resumedBytes, options);
    await rename(paths.part, paths.final);
    await syncFolder(dirname(paths.final));
    await writeOrigin(paths.origin, origin);
    await removeJournal(paths.journal);
    return { origin, resumedBytes };
  } catch (error) {
    throw diskError(error, action);
  } finally {
    await hash?.stop();
    await leave(part, context);
  }
}

async function fetchAndHash(part: PartFile, hash: PrefixHash, options: TransferOptions): Promise<FileHashes> {
  const { context, onBytes, signal } = options;
  const { sizeBytes } = context.expected;
  const missing = missingRanges(part.done, sizeBytes);
  const queue = [...cutRanges(missing, pieceBytes(sizeBytes, options))];
  const ending = new AbortController();
  const end = (): void => {
    ending.abort(signal.reason);
    void hash.stop();
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });

  async function write(bytes: Uint8Array, position: number): Promise<void> {
    await part.write(bytes, position);
    hash.advance(prefixLength(part.done));
    onBytes(countBytes(part.done));
  }

  async function work(): Promise<void> {
    try {
      for (let piece = queue.shift(); piece !== undefined; piece = queue.shift())
        await fetchPiece(piece, context, write, ending.signal);
    } catch (error) {
      // One part that cannot go on ends the others; the first reason is the one that is reported.
      ending.abort(error);
      throw error;
    }
  }

  try {
    hash.advance(prefixLength(part.done));
    onBytes(countBytes(part.done));
    const workers = Array.from({ length: Math.min(options.parallelParts, queue.length) }, work);
    await Promise.allSettled(workers);
    if (ending.signal.aborted) throw ending.signal.reason;
    const hashes = await hash.finish().catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
    return hashes;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Small pieces keep the hash close behind; large ones need fewer requests. One part at a time needs no pieces. */
function pieceBytes(sizeBytes: number, { parallelParts, context }: TransferOptions): number {
  const { minPieceBytes, maxPieceBytes }: DownloadLimits = context.limits;
  if (!context.usesRanges || parallelParts === 1 || sizeBytes < 2 * minPieceBytes) return Math.max(1, sizeBytes);
  return Math.min(maxPieceBytes, Math.max(minPieceBytes, Math.ceil(sizeBytes / (parallelParts * 4))));
}

async function checkContent(hashes: FileHashes, resumedBytes: number, options: TransferOptions): Promise<void> {
  const { expected, action } = options.context;
  const [found, named, kind] =
    expected.sha256 === undefined
      ? [hashes.gitSha1, expected.gitSha1, "git hash"]
      : [hashes.sha256, expected.sha256, "SHA-256"];
  // A hub that names no hash has neither: its size was compared with each answer.
  if (found === undefined || named === undefined || found === named) return;
  await removePart(options.paths);
  const message = `Cannot ${action}: expected bytes with the ${kind} ${named}, got ${found}`;
  const error = new ReparteeError("checksum_mismatch", message, {
    hint: "The file was removed. Download it again; if it happens again, a proxy or the disk changes bytes.",
    facts: { found, expected: named },
  });
  throw new WrongContentError(error, resumedBytes > 0);
}

/** After a rename, so that it is on disk as well. Windows has no such thing for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Keeps what came. A journal that cannot be written costs bytes, not the reason that the download ended for. */
async function leave(part: PartFile | undefined, { log }: PieceContext): Promise<void> {
  if (part === undefined) return;
  try {
    await part.save();
  } catch (error) {
    log.debug({ err: error }, "the journal of a download could not be written; an older one stays");
  } finally {
    await part.close();
  }
}
