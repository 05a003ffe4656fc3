/** Where a configuration keeps its data, and the commands that read or move it. */
import { join, resolve } from "node:path";
import { defaultDataFolder, type Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { DatabaseAddress, MoveProgress, MoveReport } from "../storage/index.ts";
import { preparedStores } from "./prepared-stores.ts";

interface Surroundings {
  readonly log: Log;
  readonly clock: Clock;
}

export interface KeptData extends AsyncDisposable {
  readonly stores: Stores;
  /** What a crash left half-written is closed, once: at the first use of conversations, or here if that is earlier. */
  prepareToServe(): Promise<void>;
}

export async function openKeptData(config: Config, surroundings: Surroundings): Promise<KeptData> {
  const opened = await openStores(databaseAddress(config), surroundings);
  let prepared: Promise<void> | undefined;

  async function closeInterrupted(): Promise<void> {
    // What is in memory has no past.
    if (opened.state().kind === "memory") return;
    const messages = await opened.conversations.closeInterrupted();
    if (messages > 0)
      surroundings.log.info({ messages }, "replies that were cut off when the program ended are partial");
  }

  const prepare = (): Promise<void> => (prepared ??= closeInterrupted());
  return {
    stores: preparedStores(opened, prepare),
    prepareToServe: prepare,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function databaseAddress({ databaseUrl, databasePath }: Config): DatabaseAddress {
  return { databaseUrl, path: databasePath ?? join(defaultDataFolder(), "repartee.db") };
}

/** Loaded when it is needed: a program that keeps nothing need not read drivers of databases. */
async function openStores(address: DatabaseAddress, surroundings: Surroundings): Promise<Stores> {
  const storage = await import("../storage/index.ts");
  return await storage.openStores({ ...address, ...surroundings });
}

/** The stores alone, for commands. @throws ReparteeError `config_invalid` when the configuration keeps nothing. */
export async function openStoredData(config: Config, surroundings: Surroundings): Promise<Stores> {
  return await openStores(keptAddress(config), surroundings);
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
  const from = keptAddress(config);
  const isUrl = target.includes("://");
  if (isUrl && !/^postgres(?:ql)?:\/\//.test(target)) {
    throw new ReparteeError(
      "config_invalid",
      "Cannot move the data there: it is neither a postgresql:// URL nor a path.",
      {
        hint: "Give a URL such as postgresql://USER@HOST/DATABASE, or the path of a file.",
      },
    );
  }
  const to = isUrl ? { databaseUrl: target, path: "" } : { databaseUrl: null, path: resolve(target) };
  const { moveData } = await import("../storage/index.ts");
  return await moveData({ from, to, onProgress });
}

function keptAddress(config: Config): DatabaseAddress {
  const address = databaseAddress(config);
  if (address.databaseUrl !== null || address.path !== ":memory:") return address;
  throw new ReparteeError("config_invalid", "Cannot read the data: database_path is :memory:, so nothing is kept.", {
    hint: "Name the file with --database-path, or the server with DATABASE_URL.",
    param: "database_path",
  });
}
