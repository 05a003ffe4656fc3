/**
 * What was read ahead, as files: a prompt's beginning as the key-value cache of a sequence holds it.
 *
 *     <folder>/<prefix-key>-<SHA-256 of the content>.state
 *
 * 1. A file holds what was read ahead and nothing else: no words of a user. Only its owner may read it.
 * 2. It has its name when it is whole; one whose content does not fit its name is removed and never restored.
 * 3. While it is restored, it has another name: should llama.cpp end the process over it, it is not tried again.
 * 4. The folder holds the newest few.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** The state of 500 tokens has 10 MB on a model of 135M parameters, and 60 on one of 3B. */
const mostFiles = 8;
const mostBytes = 1024 ** 3;
/** After so long, nobody is still writing to it. */
const abandonedMs = 60 * 60_000;

const ending = ".state";
const whileRestored = ".restoring";
const whileSaved = "saving-";

/** The file of `key`, read whole and found to be what was written; undefined where there is none. */
export async function findPrefixFile(folder: string, key: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(`${key}-`) && one.endsWith(ending))) {
    const path = join(folder, name);
    if (name === fileName(key, await contentHash(path))) return path;
    await rm(path, { force: true });
  }
  return undefined;
}

/**
 * Makes `sequence` hold what the file holds. To be called between decode steps, as is `savePrefix`.
 * @returns false where that is not `tokens`: the file is removed, and the sequence empty.
 * @throws what the library throws; the file is removed then as well.
 */
export async function restorePrefix(
  sequence: LlamaContextSequence,
  path: string,
  tokens: readonly Token[],
): Promise<boolean> {
  const moved = path + whileRestored;
  await rename(path, moved);
  try {
    // The risk is that of another model's file.
    await sequence.loadStateFromFile(moved, { acceptRisk: true });
    if (holdsExactly(sequence, tokens)) {
      const now = new Date();
      await utimes(moved, now, now);
      await rename(moved, path);
      return true;
    }
  } catch (thrown) {
    await rm(moved, { force: true });
    await sequence.clearHistory();
    throw thrown;
  }
  await rm(moved, { force: true });
  await sequence.clearHistory();
  return false;
}

/**
 * Writes what `sequence` holds to a new folder inside `folder`, for `keepPrefix`.
 * @returns undefined where it holds anything but `tokens`.
 */
export async function savePrefix(
  sequence: LlamaContextSequence,
  folder: string,
  tokens: readonly Token[],
): Promise<string | undefined> {
  if (!holdsExactly(sequence, tokens)) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const saving = await mkdtemp(join(folder, whileSaved));
  try {
    const path = join(saving, "state");
    await sequence.saveStateToFile(path);
    await chmod(path, 0o600);
    return saving;
  } catch (thrown) {
    await rm(saving, { recursive: true });
    throw thrown;
  }
}

/** Gives what `savePrefix` wrote its name, and removes what is too much. */
export async function keepPrefix(saving: string, folder: string, key: string): Promise<void> {
  try {
    const path = join(saving, "state");
    await rename(path, join(folder, fileName(key, await contentHash(path))));
  } finally {
    await rm(saving, { recursive: true, force: true });
  }
  await removeOldest(folder);
}

function holdsExactly({ contextTokens }: LlamaContextSequence, tokens: readonly Token[]): boolean {
  return contextTokens.length === tokens.length && tokens.every((token, index) => contextTokens[index] === token);
}

function fileName(key: string, hash: string): string {
  return `${key}-${hash}${ending}`;
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 ** 2 }), hash);
  return hash.digest("hex");
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another process may have removed it.
      const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
      return { name, path, size, mtimeMs };
    }),
  );
  let files = 0;
  let bytes = 0;
  for (const { name, path, size, mtimeMs } of found.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
    if (name.startsWith(whileSaved)) {
      if (Date.now() - mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
      continue;
    }
    files += 1;
    bytes += size;
    if (files > mostFiles || bytes > mostBytes) await rm(path, { force: true });
  }
}
