/**
 * A file that is there whole or not at all, whatever happens while it is written: it grows under another name and is
 * renamed once it is on the disk.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A writer that lives adds to its file many times a second. */
const abandonedAfterMs = 60_000;
const partEnding = ".part";

/**
 * Calls `write` with the name to write to. What it throws is passed on, and nothing is left. Of two who write one file
 * at once, each writes its own and the last to end wins.
 */
export async function writeWholeFile(path: string, write: (partPath: string) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeAbandonedParts(path);
  const partPath = `${path}.${process.pid}-${randomBytes(4).toString("hex")}${partEnding}`;
  try {
    await write(partPath);
    await renameOver(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
  await flushFolder(folder);
}

/** What a killed process left behind. */
async function removeAbandonedParts(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(partEnding)) continue;
    const part = join(folder, name);
    const found = await stat(part).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(part, { force: true });
  }
}

/** On Windows a file that somebody has open cannot be replaced; theirs is the same as ours. */
async function renameOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await isFile(to))) throw error;
    await rm(from, { force: true });
  }
}

export async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}

/** Makes the new name survive a power cut. Windows opens no folders, and has no need to. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
