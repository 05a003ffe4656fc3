/**
 * The file beside a `.part` that says which bytes of it are good and which file they belong to.
 *
 * Invariant: a range is in the journal only after its bytes were flushed to disk.
 */
import { rm } from "node:fs/promises";
import { z } from "zod";
import { byteRanges, clipRanges } from "./byte-ranges.ts";
import { readStoredJson, writeStoredJson } from "./stored-json.ts";

const version = 1;

const storedJournal = z.object({
  version: z.literal(version),
  /** Hub, repository and file; not the storage's URL, which is signed anew each time. */
  source: z.string(),
  /** The content's name at the hub: its hash where the hub names one. */
  identity: z.string(),
  sizeBytes: z.number(),
  /** The storage's own version of the file, for `If-Range`. */
  storageEtag: z.string().optional(),
  done: byteRanges,
});

export type Journal = Readonly<Omit<z.infer<typeof storedJournal>, "version">>;

/** Which content a part belongs to. */
export type PartIdentity = Pick<Journal, "source" | "identity" | "sizeBytes">;

export async function writeJournal(path: string, journal: Journal): Promise<void> {
  await writeStoredJson(path, { version, ...journal });
}

export async function removeJournal(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), rm(`${path}.new`, { force: true })]);
}

/** Undefined when there is none, or none that can be read: the download then starts again. */
export async function readJournal(path: string): Promise<Journal | undefined> {
  const journal = await readStoredJson(path, storedJournal);
  return journal === undefined ? undefined : { ...journal, done: clipRanges(journal.done, journal.sizeBytes) };
}

/** True when the part's bytes are bytes of the expected file. */
export function belongsTo(journal: Journal, expected: PartIdentity): boolean {
  const { source, identity, sizeBytes } = expected;
  return journal.source === source && journal.identity === identity && journal.sizeBytes === sizeBytes;
}
