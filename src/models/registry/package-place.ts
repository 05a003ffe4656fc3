/**
 * Where files from packages lie in the cache: those of a known model where its hub would put them, others in a
 * repository of their own. What a client writes is apart from both, and is removed whatever happens:
 *
 *     <cache>/models/pip-package/<package>/<version>/<file>
 *     <cache>/models/npm-package/<package>/<version>/<file>, of a scoped package npm-package.<scope>/<package>
 *     <cache>/packages/<hash of the place>/…
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { isFileSet, type PackageReference } from "../../core/package-reference.ts";

/** As a repository of a hub has them. */
export interface PackageFolder {
  readonly repository: string;
  readonly revision: string;
}

/** A package without a version is found again under this, whatever version came. */
const newestVersion = "latest";

export function packageFolder(reference: PackageReference): PackageFolder {
  const { client, package: name, version = newestVersion, path } = reference;
  const [scope, rest] = name.startsWith("@") ? name.slice(1).split("/") : [undefined, name];
  const owner = scope === undefined ? `${client}-package` : `${client}-package.${scope}`;
  // Two sets of one package must not mix.
  const revision = isFileSet(reference) ? `${version}-${shortHash(path)}` : version;
  return { repository: `${owner}/${rest ?? name}`, revision };
}

/** Where one file of a package lies. */
export function packageFileName(reference: PackageReference): PackageFolder & { readonly file: string } {
  return { ...packageFolder(reference), file: reference.path };
}

/** Whether a folder of the cache is a package's, and no repository's of a hub. */
export function isPackageFolder({ repository }: Pick<PackageFolder, "repository">): boolean {
  return /^(?:npm|pip)-package(?:\.[^/]*)?\//.test(repository);
}

/**
 * What a file in such a folder is asked for with.
 * @param source What came, as its origin says: with its exact version.
 */
export function packageReferenceOf(folder: PackageFolder, source: string): string {
  const isNewest = folder.revision === newestVersion || folder.revision.startsWith(`${newestVersion}-`);
  return isNewest ? source.replace(/^(npm:.[^@/]*(?:\/[^@/]+)?)@[^/]+|^(pip:[^=/]+)==[^/]+/, "$1$2") : source;
}

/** The name under which the fetch of a whole set is locked and reported. */
export const setPlace = "package";

/** The same for the same place, so that what a killed process left is found and removed by the next. */
export function workFolder(cacheFolder: string, place: string): string {
  return join(cacheFolder, "packages", `${basename(place).slice(0, 40)}-${shortHash(place)}`);
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
