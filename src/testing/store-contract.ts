/**
 * What stores must do, whatever they keep things in, as checks that any test runner can host:
 *
 *     for (const { name, run } of storeContract(subject)) it(name, run);
 *
 * Each check asks for stores of its own without any content, and disposes them.
 */
import type { StoreContractSubject } from "./store-contract/check.ts";
import { conversationChecks } from "./store-contract/conversation-checks.ts";
import { keyChecks } from "./store-contract/key-checks.ts";
import { keyedReplyChecks } from "./store-contract/keyed-reply-checks.ts";
import { userChecks } from "./store-contract/user-checks.ts";

export type { StoreContractSubject } from "./store-contract/check.ts";

export interface BoundStoreCheck {
  readonly name: string;
  /** Rejects with a `ContractViolation` when the rule is broken. */
  readonly run: () => Promise<void>;
}

export function storeContract(subject: StoreContractSubject): readonly BoundStoreCheck[] {
  return [...conversationChecks, ...userChecks, ...keyChecks, ...keyedReplyChecks].map(({ name, run }) => ({
    name,
    run: () => run(subject),
  }));
}
