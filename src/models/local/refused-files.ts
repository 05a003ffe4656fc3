/**
 * Files that were found unfit to be given to native code, so that they are refused at once until they change. Kept in
 * `<cache>/quarantine.json`; the files themselves are left alone.
 */
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { readJson } from "../../schema/index.ts";
import { hasSystemCode } from "../download/disk-error.ts";
import { createMutex } from "../../core/mutex.ts";

export interface RefusedFiles {
  /** @throws ReparteeError `model_file_invalid` with the reason of then, when the file is in it and has not changed. */
  check(path: string): Promise<void>;
  /** Inspects a file that was not refused before, and refuses it from now on where it is found to be invalid. */
  guard<Found>(path: string, inspect: () => Promise<Found>): Promise<Found>;
  /** The files that would be refused now. */
  list(): Promise<readonly RefusedFile[]>;
  /** Remembers the file as it is now. */
  add(path: string, error: ReparteeError): Promise<void>;
}

export interface RefusedFile {
  /** Absolute. */
  readonly path: string;
  readonly reason: string;
}

const storedRefusal = z.object({
  sizeBytes: z.number(),
  mtimeMs: z.number(),
  message: z.string(),
  hint: z.string().optional(),
});
type Refusal = Readonly<z.infer<typeof storedRefusal>>;

/** By path. An entry of another form counts as none: its file is checked once more. */
const refusals = z.record(z.string(), storedRefusal.optional().catch(undefined));

/** @param cacheFolder Absolute. */
export function createRefusedFiles(cacheFolder: string, log: Log): RefusedFiles {
  const file = join(cacheFolder, "quarantine.json");
  /** Writers of this process take turns. Two processes may lose one's entry: that file is then checked once more. */
  const writing = createMutex();

  async function readAll(): Promise<Map<string, Refusal>> {
    try {
      const entries = Object.entries(readJson(refusals, await readFile(file, "utf8")));
      return new Map(entries.flatMap(([path, entry]) => (entry === undefined ? [] : [[path, entry]])));
    } catch (error) {
      if (!hasSystemCode(error, "ENOENT"))
        log.warn({ file, err: error }, "the list of refused model files cannot be read; a new one is begun");
      return new Map();
    }
  }

  async function write(path: string, { message, hint }: ReparteeError): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    const all = await readAll();
    all.set(path, { sizeBytes: size, mtimeMs, message, hint });
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.${process.pid}.new`, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
    await rename(`${file}.${process.pid}.new`, file);
  }

  async function isUnchanged(path: string, refusal: Refusal): Promise<boolean> {
    const found = await stat(path).catch(() => undefined);
    return found?.size === refusal.sizeBytes && found.mtimeMs === refusal.mtimeMs;
  }

  async function list(): Promise<readonly RefusedFile[]> {
    const entries = await Promise.all(
      [...(await readAll())].map(async ([path, refusal]) =>
        (await isUnchanged(path, refusal)) ? [{ path, reason: refusal.message }] : [],
      ),
    );
    return entries.flat();
  }

  async function check(path: string): Promise<void> {
    const refusal = (await readAll()).get(path);
    if (refusal === undefined || !(await isUnchanged(path, refusal))) return;
    const { message, hint } = refusal;
    throw new ReparteeError("model_file_invalid", message, { facts: { path, quarantined: true }, hint });
  }

  async function add(path: string, error: ReparteeError): Promise<void> {
    // A list that cannot be written costs a second look at the file, and nothing else.
    await writing
      .run(() => write(path, error))
      .catch((problem: unknown) => log.warn({ file, err: problem }, "a refused model file could not be noted"));
  }

  return {
    list,
    check,
    add,
    async guard(path, inspect) {
      await check(path);
      try {
        return await inspect();
      } catch (error) {
        if (error instanceof ReparteeError && error.code === "model_file_invalid") await add(path, error);
        throw error;
      }
    },
  };
}
