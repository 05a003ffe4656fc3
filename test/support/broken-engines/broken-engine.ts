import type { Capabilities } from "../../../src/core/capabilities.ts";
import type { Engine } from "../../../src/core/engine.ts";

/** An engine that breaks one rule of the contract. */
export interface BrokenEngine {
  readonly name: string;
  readonly createEngine: () => Engine;
  /** Where its capabilities differ from the fake engine's. */
  readonly capabilities?: Partial<Capabilities>;
  /** As of the contract's subjects. */
  readonly passedOn?: () => unknown;
  /** Names of the checks that must fail on it. */
  readonly caughtBy: readonly string[];
}
