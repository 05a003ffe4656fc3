import { execFile } from "node:child_process";
import { readFile, statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";

/** Where facts about the machine come from; tests bring recorded ones. */
export interface SystemSource {
  /** Such as `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly architecture: string;
  /** Of each logical core. */
  cpuModels(): readonly string[];
  availableParallelism(): number;
  totalMemoryBytes(): number;
  freeMemoryBytes(): number;
  /** A small text file; undefined when it is not there or may not be read. */
  readText(path: string): Promise<string | undefined>;
  /** What a system's own command writes; undefined when it fails or takes longer than two seconds. */
  run(command: string): Promise<string | undefined>;
  fileSystem(path: string): Promise<{ readonly totalBytes: number; readonly freeBytes: number } | undefined>;
}

const commandLimitMs = 2000;

export const thisSystem: SystemSource = {
  platform: process.platform,
  architecture: process.arch,
  cpuModels: () => cpus().map(({ model }) => model),
  availableParallelism,
  totalMemoryBytes: totalmem,
  freeMemoryBytes: freemem,
  async readText(path) {
    return await readFile(path, "utf8").catch(() => undefined);
  },
  async run(command) {
    return await new Promise((resolve) => {
      execFile(command, { timeout: commandLimitMs, windowsHide: true }, (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      });
    });
  },
  async fileSystem(path) {
    const found = await statfs(path).catch(() => undefined);
    if (found === undefined) return undefined;
    return { totalBytes: found.blocks * found.bsize, freeBytes: found.bavail * found.bsize };
  },
};
