import { defaultSampling, type SamplingOptions } from "../../../src/core/sampling.ts";
import { createFakeEngine, type FakeEngine } from "../../../src/testing/fake-engine.ts";
import { breakRequest } from "./break-engine.ts";
import type { BrokenEngine } from "./broken-engine.ts";

const options = [...Object.keys(defaultSampling), "seed", "logitBias"] as (keyof SamplingOptions)[];

/** Engines that each leave one sampling option out and say nothing of it. */
export const forgetfulEngines: readonly BrokenEngine[] = options.map((option) => {
  let fake: FakeEngine | undefined;
  return {
    name: `${option} left out`,
    createEngine: () => {
      fake = createFakeEngine();
      return breakRequest((request) => ({ ...request, sampling: { ...request.sampling, [option]: undefined } }), fake);
    },
    passedOn: () => fake?.requests.at(-1)?.request.sampling,
    caughtBy: [`${option} changes a reply, or a warning says that it does not`],
  };
});
