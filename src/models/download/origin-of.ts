import type { HubFile } from "../hub/file-facts.ts";
import type { FileOrigin } from "./file-origin.ts";
import type { PartIdentity } from "./journal.ts";
import type { FileHashes } from "./prefix-hash.ts";

/** What is written down of a file whose bytes were hashed and compared just now. */
export function originOf(
  hashes: FileHashes,
  wished: HubFile,
  { source, identity, sizeBytes }: PartIdentity,
): FileOrigin {
  return {
    source,
    identity,
    sizeBytes,
    sha256: hashes.sha256,
    verifiedBy: wished.sha256 !== undefined ? "sha256" : wished.gitSha1 !== undefined ? "git-sha1" : "size",
    commit: wished.commit,
    downloadedAt: new Date().toISOString(),
  };
}
