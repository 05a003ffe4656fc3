/** A folder of its own for each test of settings, and what is read from the files in it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { loadConfig, type ConfigSources } from "../../src/config/load-config.ts";
import type { LoadedConfig } from "../../src/config/loaded-config.ts";
import { ReparteeError } from "../../src/core/errors.ts";

/** `dotEnv` and `yaml` become the files that a user has in the working directory. */
export type GivenSources = ConfigSources & { readonly dotEnv?: string; readonly yaml?: string };

export interface ConfigFolder {
  readonly path: string;
  load(sources?: GivenSources): LoadedConfig;
}

/** For the test file that calls it: the same object in all of its tests. */
export function useConfigFolder(): ConfigFolder {
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "repartee-config-"));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    load({ dotEnv, yaml, ...sources } = {}) {
      if (dotEnv !== undefined) writeFileSync(join(path, ".env"), dotEnv);
      if (yaml !== undefined) writeFileSync(join(path, "repartee.config.yaml"), yaml);
      return loadConfig({ env: {}, workingDirectory: path, ...sources });
    },
  };
}

/** The error that `act` throws; fails where it throws none. */
export function failureOf(act: () => unknown): ReparteeError {
  try {
    act();
  } catch (error) {
    if (error instanceof ReparteeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
