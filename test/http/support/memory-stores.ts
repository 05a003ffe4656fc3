import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import type { Stores } from "../../../src/core/stores.ts";
import { openStores } from "../../../src/storage/index.ts";

/** Real stores that end with the process. */
export function createMemoryStores(): Promise<Stores> {
  return openStores({ databaseUrl: null, path: ":memory:", clock: systemClock, log: silentLog });
}
