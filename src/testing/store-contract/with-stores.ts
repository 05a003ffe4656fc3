import type { Stores } from "../../core/stores.ts";
import { ContractViolation } from "../engine-contract/check.ts";
import type { StoreContractSubject } from "./check.ts";

/** Fresh stores for one check, disposed after it. @throws ContractViolation when it takes longer than `waitMs`. */
export async function withStores(
  { createStores, waitMs = 10_000 }: StoreContractSubject,
  check: (stores: Stores) => Promise<void>,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ContractViolation(`the check is not over after ${waitMs} ms`)), waitMs);
  });
  const stores = await createStores();
  try {
    await Promise.race([check(stores), limit]);
  } finally {
    clearTimeout(timer);
    await stores[Symbol.asyncDispose]();
  }
}
