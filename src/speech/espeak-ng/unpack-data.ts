import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { missingPackage } from "../missing-package.ts";

const packageName = "@echogarden/espeak-ng-emscripten";
/** Where the files lie in the package's file system. */
const dataFolder = "/usr/share/espeak-ng-data/";
/** `{filename:"/usr/…/af_dict",start:0,end:121473}`; a minifier may write 1e5. */
const fileEntry = /\{\s*"?filename"?:\s*"([^"]+)",\s*"?start"?:\s*([\de]+),\s*"?end"?:\s*([\de]+)/g;

/**
 * The folder `espeak-ng-data` that Piper's and Kokoro's phonemizer reads, unpacked from the npm package once into
 * `folder` (25 MB). Two processes may do it at once: each fills a folder of its own, the first one to be renamed wins.
 * @throws ReparteeError `model_load_failed` when the package is not installed.
 */
export async function unpackEspeakData(folder: string): Promise<string> {
  const target = join(folder, "espeak-ng-data");
  if (existsSync(join(target, "phontab"))) return target;
  const program = findPackage();
  const [source, data] = await Promise.all([
    readFile(program, "utf8"),
    readFile(join(dirname(program), "espeak-ng.data")),
  ]);
  const unfinished = `${target}.${crypto.randomUUID()}`;
  for (const [, name = "", start, end] of source.matchAll(fileEntry)) {
    if (!name.startsWith(dataFolder) || name.includes("..")) continue;
    const path = join(unfinished, name.slice(dataFolder.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, data.subarray(Number(start), Number(end)));
  }
  try {
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(join(target, "phontab"))) throw error;
  }
  return target;
}

function findPackage(): string {
  try {
    return createRequire(import.meta.url).resolve(packageName);
  } catch (cause) {
    throw missingPackage("the phonemizer", packageName, cause);
  }
}
