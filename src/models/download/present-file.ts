/** What is known of a file that is in its place already. */
import { open, stat } from "node:fs/promises";
import type { HubFile } from "../hub/file-facts.ts";
import { hasSystemCode } from "./disk-error.ts";
import { originOf, readOrigin, writeOrigin, type FileOrigin } from "./file-origin.ts";
import type { PartIdentity } from "./journal.ts";
import type { CachePaths } from "./model-cache.ts";
import { hashPrefix } from "./prefix-hash.ts";

export interface PresentFile {
  readonly sizeBytes: number;
  /** Absent for a file that somebody put there by hand. */
  readonly origin?: FileOrigin;
}

/** Undefined when there is no file, or when it has not the size that it had after its download. */
export async function findPresentFile(paths: CachePaths): Promise<PresentFile | undefined> {
  const sizeBytes = await sizeOf(paths.final);
  if (sizeBytes === undefined) return undefined;
  const origin = await readOrigin(paths.origin);
  if (origin === undefined) return { sizeBytes };
  return origin.sizeBytes === sizeBytes ? { sizeBytes, origin } : undefined;
}

/** The file when it has the hub's content: by its origin, else by its bytes, whose origin is then written down. */
export async function matchPresentFile(
  paths: CachePaths,
  expected: HubFile,
  identity: PartIdentity,
): Promise<PresentFile | undefined> {
  const sizeBytes = await sizeOf(paths.final);
  if (sizeBytes !== expected.sizeBytes) return undefined;
  const origin = await readOrigin(paths.origin);
  if (origin?.identity === expected.identity && origin.sizeBytes === sizeBytes) return { sizeBytes, origin };
  if (expected.sha256 === undefined && expected.gitSha1 === undefined) return undefined;
  const handle = await open(paths.final, "r");
  try {
    const hash = hashPrefix(handle, sizeBytes, expected.gitSha1 !== undefined);
    hash.advance(sizeBytes);
    const hashes = await hash.finish();
    const isSame =
      expected.sha256 === undefined ? hashes.gitSha1 === expected.gitSha1 : hashes.sha256 === expected.sha256;
    if (!isSame) return undefined;
    const found = originOf(hashes, expected, identity);
    await writeOrigin(paths.origin, found);
    return { sizeBytes, origin: found };
  } finally {
    await handle.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
