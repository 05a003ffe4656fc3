/** The `.part` file with its journal: bytes come in at any place, and survive the process that wrote them. */
import { constants, open, rm, type FileHandle } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { addRange, clipRanges, countBytes, type ByteRange } from "./byte-ranges.ts";
import { hasSystemCode } from "./disk-error.ts";
import type { DownloadLimits } from "./download-limits.ts";
import type { SharedState } from "./fetch-piece.ts";
import { belongsTo, readJournal, removeJournal, writeJournal, type PartIdentity } from "./journal.ts";
import type { CachePaths } from "./model-cache.ts";

export interface PartFile {
  readonly handle: FileHandle;
  /** Which bytes are there. */
  readonly done: readonly ByteRange[];
  /** How many bytes were there when it was opened. */
  readonly resumedBytes: number;
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Flushes the bytes, then writes the journal. */
  save(): Promise<void>;
  /** Flushes all that was written. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface PartFileOptions {
  readonly paths: CachePaths;
  readonly identity: PartIdentity;
  /** The storage's version goes into the journal, and from the journal to here. */
  readonly shared: SharedState;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<DownloadLimits, "journalMs" | "journalBytes">;
}

/** Opens what an earlier download of the same content left; anything else under that name is deleted first. */
export async function openPart({ paths, identity, shared, clock, log, limits }: PartFileOptions): Promise<PartFile> {
  const journal = await readJournal(paths.journal);
  const isOurs = journal !== undefined && belongsTo(journal, identity);
  const existing = isOurs ? await openExisting(paths.part) : undefined;
  if (existing === undefined) await removePart(paths);
  const handle = existing ?? (await open(paths.part, "wx+"));
  // Never more than the file has: the journal may be all that a broken disk kept.
  let done = existing === undefined || !isOurs ? [] : clipRanges(journal.done, (await existing.stat()).size);
  shared.storageEtag = isOurs ? journal.storageEtag : undefined;

  let savedAtMs = clock.now();
  let unsavedBytes = 0;
  let saving: Promise<void> | undefined;
  let flushFailure: Error | undefined;

  async function save(): Promise<void> {
    const { storageEtag } = shared;
    const entry = { ...identity, done, storageEtag };
    savedAtMs = clock.now();
    unsavedBytes = 0;
    try {
      await handle.datasync();
    } catch (error) {
      // Systems report a failed flush once: a later one would succeed and the bytes be lost all the same.
      flushFailure ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    await writeJournal(paths.journal, entry);
  }

  function saveWhenDue(): void {
    const isDue = unsavedBytes >= limits.journalBytes || clock.now() - savedAtMs >= limits.journalMs;
    if (!isDue || saving !== undefined) return;
    saving = save()
      .catch((error: unknown) => {
        // An older journal only costs bytes. Windows refuses to replace one that another process reads just now.
        log.debug({ err: error, path: paths.journal }, "the journal of a download was not written");
      })
      .finally(() => {
        saving = undefined;
      });
  }

  return {
    handle,
    get done() {
      return done;
    },
    resumedBytes: countBytes(done),
    async write(bytes, position) {
      if (flushFailure !== undefined) throw flushFailure;
      for (let written = 0; written < bytes.byteLength;) {
        const at = position + written;
        const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, at);
        written += bytesWritten;
      }
      done = addRange(done, [position, position + bytes.byteLength]);
      unsavedBytes += bytes.byteLength;
      saveWhenDue();
    },
    async save() {
      await saving;
      await save();
    },
    async sync() {
      await saving;
      if (flushFailure !== undefined) throw flushFailure;
      await handle.sync();
    },
    async close() {
      await saving;
      await handle.close();
    },
  };
}

export async function removePart(paths: CachePaths): Promise<void> {
  await rm(paths.part, { force: true });
  await removeJournal(paths.journal);
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    // A link in the part's place would have us write to where it leads.
    return await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ELOOP")) return undefined;
    throw error;
  }
}
