/**
 * Files that were found unfit to be given to native code, so that they are refused at once until they change. Kept in
 * `<cache>/quarantine.json`; the files themselves are left alone.
 */
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { createMutex } from "../../core/mutex.ts";

export interface RefusedFiles {
  /** @throws ReparteeError `model_file_invalid` with the reason of then, when the file is in it and has not changed. */
  check(path: string): Promise<void>;
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

interface Refusal {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly message: string;
  readonly hint?: string;
}

/** @param cacheFolder Absolute. */
export function createRefusedFiles(cacheFolder: string, log: Log): RefusedFiles {
  const file = join(cacheFolder, "quarantine.json");
  /** Writers of this process take turns. Two processes may lose one's entry: that file is then checked once more. */
  const writing = createMutex();

  async function readAll(): Promise<Map<string, Refusal>> {
    try {
      const value: unknown = JSON.parse(await readFile(file, "utf8"));
      const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
      return new Map(entries.flatMap(([path, entry]: [string, unknown]) => (isRefusal(entry) ? [[path, entry]] : [])));
    } catch (error) {
      if (!isAbsent(error))
        log.warn({ file, err: error }, "the list of refused model files cannot be read; it is begun anew");
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

  return {
    async list() {
      const entries = await Promise.all(
        [...(await readAll())].map(async ([path, refusal]) =>
          (await isUnchanged(path, refusal)) ? [{ path, reason: refusal.message }] : [],
        ),
      );
      return entries.flat();
    },
    async check(path) {
      const refusal = (await readAll()).get(path);
      if (refusal === undefined || !(await isUnchanged(path, refusal))) return;
      throw new ReparteeError("model_file_invalid", refusal.message, {
        facts: { path, quarantined: true },
        hint: refusal.hint,
      });
    },
    async add(path, error) {
      // A list that cannot be written costs a second look at the file, and nothing else.
      await writing
        .run(() => write(path, error))
        .catch((problem: unknown) => log.warn({ file, err: problem }, "a refused model file could not be noted"));
    },
  };
}

function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== "object" || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const hasHint = fields["hint"] === undefined || typeof fields["hint"] === "string";
  return (
    hasHint &&
    typeof fields["message"] === "string" &&
    typeof fields["sizeBytes"] === "number" &&
    typeof fields["mtimeMs"] === "number"
  );
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
