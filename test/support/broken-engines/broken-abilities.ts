import type { ClassifyResult } from "../../../src/core/classify.ts";
import type { EmbedResult } from "../../../src/core/embed.ts";
import type { Engine, LoadedModel } from "../../../src/core/engine.ts";
import { createFakeEngine, fakeCapabilities } from "../../../src/testing/fake-engine.ts";
import { breakModel } from "./break-engine.ts";
import type { BrokenEngine } from "./broken-engine.ts";

const notListening: AbortSignal = new AbortController().signal;

/** Engines whose optional methods are wrong. */
export const brokenAbilities: readonly BrokenEngine[] = [
  {
    name: "ability claimed and missing",
    createEngine: () => {
      const engine = createFakeEngine({ capabilities: { embed: { unsupported: "This engine has no embeddings." } } });
      return { ...engine, capabilities: fakeCapabilities, load: claimingAll(engine) };
    },
    caughtBy: ["optional methods exist exactly where the capabilities say so"],
  },
  {
    name: "vectors that are not normalized",
    createEngine: () =>
      breakEmbed((result) => ({
        ...result,
        vectors: result.vectors.map((vector) => vector.map((value) => value * 2)),
      })),
    caughtBy: ["embed gives one vector of length 1 a text"],
  },
  {
    name: "vectors in another order than the texts",
    createEngine: () =>
      breakEmbed(({ vectors: [first, second, third], usage }) => ({
        vectors: [second, first, third].filter((vector) => vector !== undefined),
        usage,
      })),
    caughtBy: ["embed gives one vector of length 1 a text"],
  },
  {
    name: "probabilities that do not sum to 1",
    createEngine: () =>
      breakClassify((labels) => labels.map((entry) => ({ ...entry, probability: entry.probability / 2 }))),
    caughtBy: ["classify gives probabilities that sum to 1, in the order of the labels"],
  },
  {
    name: "labels ordered by probability instead of as asked",
    createEngine: () => breakClassify((labels) => labels.toSorted((a, b) => b.probability - a.probability)),
    caughtBy: ["classify gives probabilities that sum to 1, in the order of the labels"],
  },
  {
    name: "probabilities that go with the place instead of the label",
    createEngine: () =>
      breakClassify((labels) =>
        labels.map(({ label }, index) => ({
          label,
          probability: (2 * (index + 1)) / (labels.length * (labels.length + 1)),
        })),
      ),
    caughtBy: ["classify gives probabilities that sum to 1, in the order of the labels"],
  },
  {
    name: "abort ignored by embed and classify",
    createEngine: () =>
      breakModel((model) => ({
        embed: (request) => ability(model, "embed")(request, notListening),
        classify: (request) => ability(model, "classify")(request, notListening),
      })),
    caughtBy: ["embed, aborted before, is refused as cancelled", "classify, aborted before, is refused as cancelled"],
  },
  {
    name: "token ids that change",
    createEngine: () => {
      let calls = 0;
      return breakModel((model) => ({
        async tokenize(text) {
          calls += 1;
          return (await ability(model, "tokenize")(text)).map((id) => id + calls);
        },
      }));
    },
    caughtBy: ["tokenize gives the same ids for the same text"],
  },
];

function breakEmbed(change: (result: EmbedResult) => EmbedResult): Engine {
  return breakModel((model) => ({
    embed: async (request, signal) => change(await ability(model, "embed")(request, signal)),
  }));
}

function breakClassify(change: (labels: ClassifyResult["labels"]) => ClassifyResult["labels"]): Engine {
  return breakModel((model) => ({
    async classify(request, signal) {
      const result = await ability(model, "classify")(request, signal);
      return { ...result, labels: change(result.labels) };
    },
  }));
}

/** A method that the fake model has. */
function ability<N extends "embed" | "classify" | "tokenize">(
  model: LoadedModel,
  name: N,
): NonNullable<LoadedModel[N]> {
  const method = model[name];
  if (method === undefined) throw new Error(`The fake model has no ${name}`);
  return method;
}

/** A `load` whose models say that they can do everything. */
function claimingAll(engine: Engine): Engine["load"] {
  return async (...args) => ({ ...(await engine.load(...args)), capabilities: fakeCapabilities });
}
