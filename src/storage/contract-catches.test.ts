import { describe, expect, it } from "vitest";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import { brokenStores } from "../../test/support/broken-stores.ts";
import { ContractViolation } from "../testing/engine-contract.ts";
import { storeContract } from "../testing/store-contract.ts";
import { openStores } from "./open-stores.ts";

describe("the store contract", () => {
  const open = () => openStores({ databaseUrl: null, path: ":memory:", clock: systemClock, log: silentLog });

  it.each(brokenStores)("catches stores whose fault is: $name", async ({ caughtBy, breakStores }) => {
    const createStores = async () => breakStores(await open());
    const check = storeContract({ createStores, waitMs: 300 }).find(({ name }) => name === caughtBy);
    expect(check, "the contract has a check of that name").toBeDefined();
    await expect(check?.run()).rejects.toThrow(ContractViolation);
  });

  it("names each check once", () => {
    const names = storeContract({ createStores: open }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
