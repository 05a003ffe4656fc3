/**
 * The file beside a `.part` that says which bytes of it are good and which file they belong to.
 *
 * Invariant: a range stands in the journal only after its bytes were flushed to disk. The journal itself is replaced as
 * a whole, so a crash at any moment leaves an older one, never half of one.
 */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { isRecord } from "../../core/is-record.ts";
import { clipRanges, isRangeList, type ByteRange } from "./byte-ranges.ts";
import { hasSystemCode } from "./disk-error.ts";

/** Which content a part belongs to. */
export interface PartIdentity {
  /** Hub, repository and file; not the storage's URL, which is signed anew each time. */
  readonly source: string;
  /** The content's name at the hub: its hash where the hub tells one. */
  readonly identity: string;
  readonly sizeBytes: number;
}

export interface Journal extends PartIdentity {
  /** The storage's own version of the file, for `If-Range`. */
  readonly storageEtag?: string;
  readonly done: readonly ByteRange[];
}

const version = 1;

export async function writeJournal(path: string, journal: Journal): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, `${JSON.stringify({ version, ...journal })}\n`, { flush: true });
  await rename(fresh, path);
}

export async function removeJournal(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), rm(`${path}.new`, { force: true })]);
}

/** Undefined when there is none, or none that can be read. */
export async function readJournal(path: string): Promise<Journal | undefined> {
  try {
    return parseJournal(await readFile(path, "utf8"));
  } catch (error) {
    // Windows refuses to open a file in the moment it is replaced.
    if (hasSystemCode(error, "ENOENT", "EPERM", "EBUSY", "EACCES")) return undefined;
    throw error;
  }
}

/** True when the part's bytes are bytes of the wished file. */
export function belongsTo(journal: Journal, wished: PartIdentity): boolean {
  return (
    journal.source === wished.source && journal.identity === wished.identity && journal.sizeBytes === wished.sizeBytes
  );
}

function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A journal of another program, or of a disk that lost it: the download starts again.
    return undefined;
  }
  if (!isRecord(value) || value["version"] !== version) return undefined;
  const { source, identity, sizeBytes, storageEtag, done } = value;
  if (typeof source !== "string" || typeof identity !== "string" || typeof sizeBytes !== "number") return undefined;
  if (!isRangeList(done)) return undefined;
  return {
    source,
    identity,
    sizeBytes,
    ...(typeof storageEtag === "string" ? { storageEtag } : {}),
    done: clipRanges(done, sizeBytes),
  };
}
