import type { LoadedModel } from "../../core/engine.ts";
import type { SamplingOptions } from "../../core/sampling.ts";
import { type CheckDefinition, type EngineContractSubject, expectThat } from "./check.ts";
import { readReply, requestFor, type WholeReply } from "./read-reply.ts";
import { withModel } from "./with-model.ts";

/** Enough tokens that some repeat, for penalties to have something to work on. */
const maxTokens = 48;

/** Nothing is cut off: what a single option does then shows in the reply. */
const wide = { temperature: 2, topK: 0, topP: 1, minP: 0, seed: 7 };

const onlyLeastLikely = { xtcProbability: 1, xtcThreshold: 0 };

interface Trial {
  readonly without: SamplingOptions;
  readonly with: (model: LoadedModel) => SamplingOptions | Promise<SamplingOptions>;
}

/** For each option two samplings that differ in it alone, and so much that the replies must differ. */
const trials: Readonly<Record<keyof SamplingOptions, Trial>> = {
  temperature: { without: { ...wide, temperature: 0 }, with: () => wide },
  topK: { without: wide, with: () => ({ ...wide, topK: 1 }) },
  topP: { without: wide, with: () => ({ ...wide, topP: 0.0001 }) },
  minP: { without: wide, with: () => ({ ...wide, minP: 1 }) },
  xtcProbability: { without: { ...wide, xtcThreshold: 0 }, with: () => ({ ...wide, ...onlyLeastLikely }) },
  xtcThreshold: {
    without: { ...wide, xtcProbability: 1, xtcThreshold: 1 },
    with: () => ({ ...wide, ...onlyLeastLikely }),
  },
  repeatPenalty: { without: wide, with: () => ({ ...wide, repeatPenalty: 2 }) },
  presencePenalty: { without: wide, with: () => ({ ...wide, presencePenalty: 2 }) },
  frequencyPenalty: { without: wide, with: () => ({ ...wide, frequencyPenalty: 2 }) },
  seed: { without: wide, with: () => ({ ...wide, seed: 8 }) },
  logitBias: { without: wide, with: async (model) => ({ ...wide, logitBias: { [await someToken(model)]: 100 } }) },
};

async function someToken(model: LoadedModel): Promise<number> {
  return (await model.tokenize?.(" the"))?.at(-1) ?? 10;
}

/** An engine that leaves an option out without a word answers as if it had not been asked. */
export const samplingChecks: readonly CheckDefinition[] = Object.entries(trials).map(([name, trial]) => ({
  name: `${name} changes a reply, or a warning says that it does not`,
  skip: ({ fixedReplies }) => (fixedReplies === undefined ? undefined : `NOT_SUPPORTED sampling: ${fixedReplies}`),
  run: (subject) =>
    withModel(subject, async (model) => {
      const without = await ask(subject, model, trial.without);
      const changed = await ask(subject, model, await trial.with(model));
      const feature = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isReported = changed.reply.finish.warnings.some(
        (warning) => "feature" in warning && warning.feature === feature,
      );
      const isHeeded = changed.reply.text !== without.reply.text || changed.passedOn !== without.passedOn;
      expectThat(
        isReported || isHeeded,
        `${name} was left out in silence: expected another reply, or a warning whose feature is ${feature}`,
      );
    }),
}));

async function ask(
  subject: EngineContractSubject,
  model: LoadedModel,
  sampling: SamplingOptions,
): Promise<{ readonly reply: WholeReply; readonly passedOn: string | undefined }> {
  const reply = await readReply(subject, model, requestFor(subject.longInput, { maxTokens, sampling }));
  return { reply, passedOn: JSON.stringify(subject.passedOn?.()) };
}
