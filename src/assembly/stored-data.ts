/** The stores of a configuration, and the commands that read or move their data. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultDataFolder, type Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Stores } from "../core/stores.ts";
import type { DatabaseAddress, MoveProgress, MoveReport } from "../storage/index.ts";
import type { Deps } from "./model-parts.ts";
import { createPreparedStores } from "./prepared-stores.ts";

export interface ConfiguredStores extends AsyncDisposable {
  readonly stores: Stores;
  /** Closes replies that a crash interrupted, once: at the first use of conversations, or here if that is earlier. */
  prepareToServe(): Promise<void>;
}

export async function openConfiguredStores(config: Config, deps: Deps): Promise<ConfiguredStores> {
  const opened = await openStores(databaseAddress(config), deps);

  async function closeInterrupted(): Promise<void> {
    if (opened.state().kind === "memory") return;
    const messages = await opened.conversations.closeInterrupted();
    if (messages > 0) deps.log.info({ messages }, "replies that were interrupted when the program ended are partial");
  }

  const { stores, prepare } = createPreparedStores(opened, closeInterrupted);
  return {
    stores,
    prepareToServe: prepare,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function databaseAddress({ databaseUrl, databasePath }: Config): DatabaseAddress {
  return { databaseUrl, path: databasePath ?? join(defaultDataFolder(), "repartee.db") };
}

/** Imported when it is needed: a program that stores nothing need not load database drivers. */
async function openStores(address: DatabaseAddress, deps: Deps, readMs?: number): Promise<Stores> {
  const storage = await import("../storage/index.ts");
  return await storage.openStores({ ...address, ...deps, ...(readMs === undefined ? {} : { timeouts: { readMs } }) });
}

/** A command has nobody who waits for a reply: it gives a slow machine time to open the database. */
const commandReadMs = 20_000;

interface StoredDataDeps extends Deps {
  /** Whether a file that is not there is made. */
  readonly missing: "create" | "refuse";
}

/**
 * The stores alone, for commands.
 * @throws ReparteeError `config_invalid` when the configuration stores nothing, or there is no such file.
 */
export async function openStoredData(config: Config, { missing, ...deps }: StoredDataDeps): Promise<Stores> {
  const address = storedAddress(config);
  if (missing === "refuse") checkIsThere(address);
  return await openStores(address, deps, commandReadMs);
}

/**
 * Copies everything to another database, which must be empty.
 * @param target A PostgreSQL URL, or a path.
 * @throws ReparteeError `config_invalid`, `storage_unavailable`, `invalid_request` when the target is not empty.
 */
export async function moveStoredData(
  config: Config,
  target: string,
  onProgress: (progress: MoveProgress) => void,
): Promise<MoveReport> {
  const from = storedAddress(config);
  checkIsThere(from);
  const isUrl = target.includes("://");
  if (isUrl && !/^postgres(?:ql)?:\/\//.test(target)) {
    throw new ReparteeError("config_invalid", "Cannot move the data: expected a postgresql:// URL or a path", {
      hint: "Give a URL such as postgresql://USER@HOST/DATABASE, or the path of a file",
    });
  }
  const to = isUrl ? { databaseUrl: target, path: "" } : { databaseUrl: null, path: resolve(target) };
  const { moveData } = await import("../storage/index.ts");
  return await moveData({ from, to, onProgress });
}

/** A path that was mistyped is not to become an empty database. */
function checkIsThere({ databaseUrl, path }: DatabaseAddress): void {
  if (databaseUrl !== null || existsSync(path)) return;
  throw new ReparteeError("config_invalid", `Cannot read the data: there is no database ${resolve(path)}`, {
    hint: "Name the file with --database-path, or the server with DATABASE_URL",
    param: "database_path",
  });
}

function storedAddress(config: Config): DatabaseAddress {
  const address = databaseAddress(config);
  if (address.databaseUrl !== null || address.path !== ":memory:") return address;
  throw new ReparteeError("config_invalid", "Cannot read the data: database_path is :memory:, so nothing is stored", {
    hint: "Name the file with --database-path, or the server with DATABASE_URL",
    param: "database_path",
  });
}
