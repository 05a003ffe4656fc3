/** The small file beside a downloaded one that says where it came from and what was checked. */
import { z } from "zod";
import type { HubFile } from "../hub/file-facts.ts";
import type { PartIdentity } from "./journal.ts";
import type { FileHashes } from "./prefix-hash.ts";
import { readStoredJson, writeStoredJson } from "./stored-json.ts";

const fileOrigin = z.object({
  /** Hub, repository and file. */
  source: z.string(),
  /** The content's name at the hub. */
  identity: z.string(),
  sizeBytes: z.number(),
  /** Hex, of the bytes on disk. */
  sha256: z.string(),
  /** What the hub had to compare with: a hash, else the size alone. `package`: its client and its own list of sums. */
  verifiedBy: z.enum(["sha256", "git-sha1", "size", "package"]),
  /** The commit that the revision was at; absent when the hub names none. */
  commit: z.string().optional(),
  /** ISO 8601. */
  downloadedAt: z.string(),
});

export type FileOrigin = Readonly<z.infer<typeof fileOrigin>>;

export async function writeOrigin(path: string, origin: FileOrigin): Promise<void> {
  await writeStoredJson(path, origin);
}

/** Undefined when there is none, or none that can be read: the file then counts as one put there by hand. */
export async function readOrigin(path: string): Promise<FileOrigin | undefined> {
  return await readStoredJson(path, fileOrigin);
}

/** The origin of a file whose bytes were hashed and compared just now. */
export function originOf(
  hashes: FileHashes,
  expected: HubFile,
  { source, identity, sizeBytes }: PartIdentity,
): FileOrigin {
  return {
    source,
    identity,
    sizeBytes,
    sha256: hashes.sha256,
    verifiedBy: expected.sha256 !== undefined ? "sha256" : expected.gitSha1 !== undefined ? "git-sha1" : "size",
    commit: expected.commit,
    downloadedAt: new Date().toISOString(),
  };
}
