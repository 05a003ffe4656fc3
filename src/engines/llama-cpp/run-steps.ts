import { toReparteeError, type ReparteeError } from "../../core/errors.ts";
import type { StepTask } from "./step-task.ts";
import type { Stepper } from "./stepper.ts";

/** Runs `step` until it says true, one at a time among the steps of others. @throws ReparteeError of a step. */
export async function runSteps(stepper: Pick<Stepper, "run">, step: () => Promise<boolean>): Promise<void> {
  let failure: ReparteeError | undefined;
  const task: StepTask = {
    isGenerating: false,
    isReady: true,
    isApart: true,
    promptTokensRead: 0,
    pendingPromptTokens: 0,
    async step() {
      try {
        return await step();
      } catch (thrown) {
        failure = toReparteeError(thrown, "generation_failed");
        return true;
      }
    },
  };
  await stepper.run(task);
  if (failure !== undefined) throw failure;
}
