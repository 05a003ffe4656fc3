import { samplingNames, samplingRules, type SamplingName, type SamplingOptions } from "./sampling.ts";
import type { Warning } from "./warning.ts";

/** A warning for each option that a request names and an upstream does not know; what is off is no loss. */
export function leftOutSampling(sampling: SamplingOptions = {}, knows: (name: SamplingName) => boolean): Warning[] {
  const missing = samplingNames.filter((name) => {
    const { off } = samplingRules[name];
    return !knows(name) && (sampling[name] ?? off) !== off;
  });
  return missing.map((name) => {
    const feature = samplingRules[name].field;
    return { kind: "approximated", feature, detail: `The upstream does not know ${feature}; it was left out` };
  });
}
