import type { Capabilities } from "../../core/capabilities.ts";
import type { Engine, LoadOptions, ModelSource } from "../../core/engine.ts";
import type { PromptInput } from "../../core/generate-request.ts";

/** An engine with a model, and what must be known of them to check the contract. */
export interface EngineContractSubject {
  /** Called once a check. */
  readonly createEngine: () => Engine | Promise<Engine>;
  /** What `engine.capabilities` and `model.capabilities` say; needed before either exists, to name what is skipped. */
  readonly capabilities: Capabilities;
  readonly source: ModelSource;
  readonly options?: LoadOptions;
  /**
   * A prompt of at most 200 tokens that is answered with at least 24 tokens and no fewer than 8 pieces of text. The
   * reply must be the same each time when it is sampled with `temperature` 0 and a seed.
   */
  readonly longInput: PromptInput;
  /** Another prompt with the same promise and another reply; it identifies a request among several at once. */
  readonly otherInput: PromptInput;
  /** A prompt whose reply has characters of several tokens or code units, and that whole reply. */
  readonly unicode?: { readonly input: PromptInput; readonly text: string };
  /**
   * What the engine passed on for its newest reply, such as the body that a server was sent: shows that an option was
   * heeded where the reply cannot.
   */
  readonly passedOn?: () => unknown;
  /** Why sampling has no effect, for engines whose replies are fixed texts. */
  readonly fixedReplies?: string;
  /** Checks that cannot hold for this subject: the reason by the check's name. */
  readonly skips?: Readonly<Record<string, string>>;
  /** Bound of every wait in milliseconds. Default 10 000. */
  readonly waitMs?: number;
}

/** One rule of the engine contract, for any test runner. */
export interface ContractCheck {
  readonly name: string;
  /** Why the check does not apply; `run` must not be called then. */
  readonly skip?: string;
  /** Rejects when the rule is broken, after `waitMs` at the latest for each step that never ends. */
  readonly run: () => Promise<void>;
}

/** A check before it is bound to a subject. */
export interface CheckDefinition {
  readonly name: string;
  /** Why it does not apply to the subject. */
  readonly skip?: (subject: EngineContractSubject) => string | undefined;
  readonly run: (subject: EngineContractSubject) => Promise<void>;
}

/** The engine does not keep its contract. */
export class ContractViolation extends Error {
  override readonly name = "ContractViolation";
}

/** @throws ContractViolation with `message` when `held` is false. */
export function expectThat(held: boolean, message: string): asserts held {
  if (!held) throw new ContractViolation(message);
}

/** Why a check that needs an ability is skipped. */
export function needs(
  ...names: readonly (keyof Capabilities)[]
): (subject: EngineContractSubject) => string | undefined {
  return ({ capabilities }) => {
    for (const name of names) {
      const support = capabilities[name];
      if (support !== true) return `NOT_SUPPORTED ${name}: ${support.unsupported}`;
    }
    return undefined;
  };
}
