/**
 * Where downloaded files live:
 *
 *     <cache>/models/<owner>/<repository>/<revision>/<file>
 *     …/<file>.origin.json   where it came from and what was checked
 *     …/<file>.part          what is there of a download that has not finished,
 *     …/<file>.part.json     its journal
 *     …/<file>.part.lock     and the lock of who is at it
 *
 * The revision is the one that was asked for, so a file is found again without the network. Everything under its own
 * name is complete: it was checked before it was renamed.
 */
import { mkdir, readdir, realpath, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import { checkFileName, checkRepository, checkRevision } from "../hub/repository-name.ts";
import { countBytes } from "./byte-ranges.ts";
import { hasSystemCode } from "./disk-error.ts";
import { readOrigin, type FileOrigin } from "./file-origin.ts";
import { readJournal } from "./journal.ts";

/** One file of one repository at one revision. */
export interface CachedFileName {
  /** `owner/name`. */
  readonly repository: string;
  readonly revision: string;
  /** Path inside the repository. */
  readonly file: string;
}

/** The paths of one cached file. */
export interface CachePaths {
  readonly final: string;
  readonly origin: string;
  readonly part: string;
  readonly journal: string;
  readonly lock: string;
}

/**
 * Touches no disk.
 * @param cacheFolder Absolute.
 * @throws ReparteeError `invalid_request` for names that are not plain.
 */
export function cachePaths(cacheFolder: string, { repository, revision, file }: CachedFileName): CachePaths {
  const folders = [...checkRepository(repository).split("/"), checkRevision(revision)];
  const final = join(cacheFolder, "models", ...folders, ...checkFileName(file).split("/"));
  return {
    final,
    origin: `${final}.origin.json`,
    part: `${final}.part`,
    journal: `${final}.part.json`,
    lock: `${final}.part.lock`,
  };
}

/**
 * Makes the folder of a cached file.
 * @throws ReparteeError `invalid_request` when links lead it out of the cache.
 */
export async function makeCacheFolder(cacheFolder: string, paths: CachePaths): Promise<void> {
  const folder = dirname(paths.final);
  await mkdir(cacheFolder, { recursive: true });
  const root = await realpath(cacheFolder);
  // Checked before anything is made beneath, as well as after: `mkdir` follows links.
  await refuseOutside(root, await nearestExisting(folder));
  await mkdir(folder, { recursive: true });
  await refuseOutside(root, folder);
}

/** A file in the cache, whole or in part. */
export interface DownloadedModelFile extends CachedFileName {
  /** Of the file under its own name, also while it is partial. */
  readonly path: string;
  readonly state: "complete" | "partial";
  /** Bytes that are there. */
  readonly sizeBytes: number;
  /** Bytes of the whole file. */
  readonly totalBytes: number;
  /** Absent for partial files, and for files that somebody put there by hand. */
  readonly origin?: FileOrigin;
}

/** All files in the cache, by name. Reads folders and small files only; nothing is hashed. */
export async function listDownloaded(cacheFolder: string): Promise<readonly DownloadedModelFile[]> {
  const root = join(cacheFolder, "models");
  const found: DownloadedModelFile[] = [];
  for (const path of await filesIn(root)) {
    const [owner, name, revision, ...parts] = relative(root, path).split(sep);
    if (owner === undefined || name === undefined || revision === undefined || parts.length === 0) continue;
    const repository = `${owner}/${name}`;
    const file = parts.join("/");
    if (file.endsWith(".part.json")) {
      const journal = await readJournal(path);
      const names = { repository, revision, file: file.replace(/\.part\.json$/, "") };
      if (journal === undefined) continue;
      const sizeBytes = countBytes(journal.done);
      const final = path.replace(/\.part\.json$/, "");
      found.push({ ...names, path: final, state: "partial", sizeBytes, totalBytes: journal.sizeBytes });
    } else if (!/\.(?:part|part\.json\.new|part\.lock(?:\..*)?|origin\.json(?:\.new)?)$/.test(file)) {
      const { size } = await stat(path);
      const origin = await readOrigin(`${path}.origin.json`);
      const sizes = { sizeBytes: size, totalBytes: size };
      found.push({ repository, revision, file, path, state: "complete", ...sizes, ...(origin ? { origin } : {}) });
    }
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The files of a repository of which a part is here, also those that have just begun and have no journal yet. */
export async function listPartial(
  cacheFolder: string,
  place: Pick<CachedFileName, "repository" | "revision">,
): Promise<readonly CachedFileName[]> {
  const { repository, revision } = place;
  const folder = dirname(cachePaths(cacheFolder, { repository, revision, file: "any" }).final);
  const parts = (await filesIn(folder)).filter((path) => path.endsWith(".part"));
  return parts.map((path) => {
    const file = relative(folder, path).slice(0, -".part".length);
    return { repository, revision, file: file.split(sep).join("/") };
  });
}

/** Deletes all that belongs to a cached file, then the folders that this left empty. The caller holds its lock. */
export async function deleteCached(cacheFolder: string, paths: CachePaths): Promise<void> {
  // The file itself last: while it is there, so is all that is known of it.
  for (const path of [paths.part, paths.journal, `${paths.journal}.new`, paths.final, paths.origin])
    await rm(path, { force: true });
  await rm(paths.lock, { force: true });
  const root = join(cacheFolder, "models");
  for (let folder = dirname(paths.final); folder.startsWith(root + sep); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (hasSystemCode(error, "ENOTEMPTY", "EEXIST", "ENOENT", "EPERM", "EBUSY")) return;
      throw error;
    }
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw error;
  }
}

async function nearestExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    if (!hasSystemCode(error, "ENOENT")) throw error;
    return nearestExisting(dirname(folder));
  }
}

async function refuseOutside(root: string, folder: string): Promise<void> {
  const real = await realpath(folder);
  if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new ReparteeError("invalid_request", `Cannot download into ${folder}: a link leads it out of ${root}`, {
    hint: "Remove the link, or choose the folder that it leads to as the folder for models.",
  });
}
