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
  /** Told how many bytes are there, each time some came. */
  readonly onBytes: (downloadedBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Transferred {
  readonly origin: FileOrigin;
  /** Bytes that an earlier download had left. */
  readonly resumedBytes: number;
}

/** The bytes are not those that the hub named. The part is gone. */
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
  const { shared, clock, log, limits, wished, action } = context;
  let part: PartFile | undefined;
  let hash: PrefixHash | undefined;
  try {
    part = await openPart({ paths, identity, shared, clock, log, limits });
    const { resumedBytes } = part;
    const neededBytes = wished.sizeBytes - resumedBytes + limits.spareDiskBytes;
    checkSpace(await options.freeBytes(dirname(paths.part)), neededBytes, action);
    hash = hashPrefix(part.handle, wished.sizeBytes, wished.gitSha1 !== undefined);
    const hashes = await fetchAndHash(part, hash, options);
    await part.sync();
    await part.close();
    part = undefined;
    const origin = originOf(hashes, wished, identity);
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
  const { sizeBytes } = context.wished;
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
      // One part that cannot go on ends the others; the first reason is the one that is told.
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
  const { wished, action } = options.context;
  const [found, expected, name] =
    wished.sha256 === undefined
      ? [hashes.gitSha1, wished.gitSha1, "git hash"]
      : [hashes.sha256, wished.sha256, "SHA-256"];
  // Neither is there for a hub that names no hash: its size was held against each answer.
  if (found === undefined || expected === undefined || found === expected) return;
  await removePart(options.paths);
  const error = new ReparteeError(
    "checksum_mismatch",
    `Cannot ${action}: the bytes that came have ${name} ${found}, the hub names ${expected}`,
    {
      hint: "The file was removed. Download it again; if it happens again, a proxy or the disk changes bytes.",
      facts: { found, expected },
    },
  );
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
