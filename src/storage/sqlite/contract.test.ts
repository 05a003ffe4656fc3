import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { silentLog } from "../../core/log.ts";
import { storeContract } from "../../testing/store-contract.ts";
import { openStores } from "../open-stores.ts";

const options = { databaseUrl: null, clock: systemClock, log: silentLog };

describe("a file of SQLite", () => {
  let folder = "";
  let files = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "repartee-store-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const createStores = () => openStores({ ...options, path: join(folder, `${(files += 1)}.db`) });
  it.each(storeContract({ createStores }))("$name", ({ run }) => run());
});

describe("SQLite in memory", () => {
  const createStores = () => openStores({ ...options, path: ":memory:" });
  it.each(storeContract({ createStores }))("$name", ({ run }) => run());
});
