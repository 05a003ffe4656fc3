import type { Stores } from "../../core/stores.ts";
import { within } from "../engine-contract/bounded-wait.ts";
import type { StoreContractSubject } from "./check.ts";

/** Fresh stores for one check, disposed after it. @throws ContractViolation when it takes longer than `waitMs`. */
export async function withStores(
  subject: StoreContractSubject,
  check: (stores: Stores) => Promise<void>,
): Promise<void> {
  const stores = await subject.createStores();
  try {
    await within(subject, "the check", check(stores));
  } finally {
    await stores[Symbol.asyncDispose]();
  }
}
