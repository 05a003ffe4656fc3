/**
 * What every engine must do, as checks that any test runner can host:
 *
 *     for (const check of engineContract(subject)) (check.skip === undefined ? it : it.skip)(check.name, check.run);
 *
 * Each check makes its own engine, loads its own model and unloads it. Differences between engines are written out as
 * reasons: what `capabilities` says is unsupported, and the subject's `skips`.
 */
import { abilityChecks } from "./engine-contract/ability-checks.ts";
import { abortChecks } from "./engine-contract/abort-checks.ts";
import type { ContractCheck, EngineContractSubject } from "./engine-contract/check.ts";
import { featureChecks } from "./engine-contract/feature-checks.ts";
import { lifecycleChecks } from "./engine-contract/lifecycle-checks.ts";
import { samplingChecks } from "./engine-contract/sampling-checks.ts";
import { streamChecks } from "./engine-contract/stream-checks.ts";
import { textChecks } from "./engine-contract/text-checks.ts";
import { usageChecks } from "./engine-contract/usage-checks.ts";

export { type ContractCheck, ContractViolation, type EngineContractSubject } from "./engine-contract/check.ts";

const definitions = [
  ...lifecycleChecks,
  ...streamChecks,
  ...abortChecks,
  ...usageChecks,
  ...textChecks,
  ...featureChecks,
  ...samplingChecks,
  ...abilityChecks,
];

/** @throws RangeError when `subject.skips` names a check that does not exist. */
export function engineContract(subject: EngineContractSubject): readonly ContractCheck[] {
  const unknown = Object.keys(subject.skips ?? {}).find((name) => !definitions.some((check) => check.name === name));
  if (unknown !== undefined) throw new RangeError(`Cannot skip "${unknown}": the contract has no check of that name`);
  return definitions.map((definition) => {
    const skip = definition.skip?.(subject) ?? subject.skips?.[definition.name];
    return { name: definition.name, run: () => definition.run(subject), skip };
  });
}
