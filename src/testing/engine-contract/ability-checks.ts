import type { ClassifyResult } from "../../core/classify.ts";
import type { EmbedResult } from "../../core/embed.ts";
import type { LoadedModel } from "../../core/engine.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import { cosine } from "../../core/unit-vector.ts";
import { within } from "./bounded-wait.ts";
import { type CheckDefinition, type EngineContractSubject, expectThat, needs } from "./check.ts";
import { expectRejection } from "./expect-rejection.ts";
import { unloadModel, withModel } from "./with-model.ts";

const texts = ["the cat sat on the mat", "prices rose by four per cent", "the cat sat on the mat"];
const labels = ["happy", "sad", "neutral"];

/** The optional methods of a loaded model. */
export const abilityChecks: readonly CheckDefinition[] = [
  {
    name: "optional methods exist exactly where the capabilities say so",
    run: (subject) =>
      withModel(subject, async (model) => {
        for (const name of ["embed", "classify", "tokenize"] as const) {
          const exists = model[name] !== undefined;
          const supported = model.capabilities[name] === true;
          expectThat(exists === supported, `${name} ${exists ? "exists" : "is missing"} against the capabilities`);
        }
      }),
  },
  {
    name: "embed gives one vector of length 1 a text",
    skip: needs("embed"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const { vectors, usage } = await embed(subject, model, new AbortController().signal);
        expectThat(vectors.length === texts.length, `${texts.length} texts gave ${vectors.length} vectors`);
        for (const vector of vectors) {
          expectThat(vector.length === vectors[0]?.length, "the vectors differ in their dimensions");
          const length = Math.hypot(...vector);
          expectThat(Math.abs(length - 1) < 1e-3, `a vector has length ${length}`);
        }
        const [first = [], second = [], third = []] = vectors;
        expectThat(cosine(first, third) > 0.999, "the same text has two vectors");
        expectThat(cosine(first, second) < 0.9999, "different texts have the same vector");
        expectThat(usage.promptTokens > 0, "embedding took no tokens");
      }),
  },
  {
    name: "embed, aborted before, is refused as cancelled",
    skip: needs("embed"),
    run: (subject) =>
      withModel(subject, (model) => expectRejection("cancelled", embed(subject, model, AbortSignal.abort()))),
  },
  {
    name: "embed after unload is refused",
    skip: needs("embed"),
    run: (subject) =>
      withModel(subject, async (model) => {
        await unloadModel(subject, model);
        await expectRejection("model_unloaded", embed(subject, model, new AbortController().signal));
      }),
  },
  {
    name: "classify gives probabilities that sum to 1, in the order of the labels",
    skip: needs("classify"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const { signal } = new AbortController();
        const result = await classify(subject, model, labels, signal);
        expectThat(result.labels.map(({ label }) => label).join() === labels.join(), "the labels are not in order");
        expectThat(
          result.labels.every(({ probability: p }) => p >= 0 && p <= 1),
          "a probability is not within 0–1",
        );
        const sum = result.labels.reduce((total, { probability }) => total + probability, 0);
        expectThat(Math.abs(sum - 1) < 1e-6, `the probabilities sum to ${sum}`);
        expectThat(result.usage.promptTokens > 0, "classifying took no tokens");
        const reversed = await classify(subject, model, labels.toReversed(), signal);
        for (const { label, probability } of result.labels) {
          const other = reversed.labels.find((entry) => entry.label === label)?.probability ?? NaN;
          const difference = Math.abs(other - probability);
          expectThat(
            difference < 1e-2,
            `"${label}" has ${probability}, and ${other} when it is asked in another place`,
          );
        }
      }),
  },
  {
    name: "classify, aborted before, is refused as cancelled",
    skip: needs("classify"),
    run: (subject) =>
      withModel(subject, (model) =>
        expectRejection("cancelled", classify(subject, model, labels, AbortSignal.abort())),
      ),
  },
  {
    name: "classify after unload is refused",
    skip: needs("classify"),
    run: (subject) =>
      withModel(subject, async (model) => {
        await unloadModel(subject, model);
        await expectRejection("model_unloaded", classify(subject, model, labels, new AbortController().signal));
      }),
  },
  {
    name: "tokenize gives the same ids for the same text",
    skip: needs("tokenize"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const [text = ""] = texts;
        const ids = (await within(subject, "tokenize", Promise.resolve(model.tokenize?.(text)))) ?? [];
        expectThat(ids.length > 0, "a text has no tokens");
        expectThat(
          ids.every((id) => Number.isSafeInteger(id) && id >= 0),
          `ids are not whole numbers: ${ids.join()}`,
        );
        expectThat(
          (await model.tokenize?.(text))?.join() === ids.join(),
          "the same text has other ids the second time",
        );
        const longer = (await model.tokenize?.(`${text}, ${texts[1]}`)) ?? [];
        expectThat(longer.length > ids.length, "a longer text has no more tokens");
      }),
  },
  {
    name: "countTokens, where it exists, grows with the prompt",
    run: (subject) =>
      withModel(subject, async (model) => {
        if (model.countTokens === undefined) return;
        const count = (text: string): Promise<number> =>
          within(subject, "countTokens", Promise.resolve(model.countTokens?.(inputOf(subject, text)) ?? 0));
        const [short, long] = [await count("word"), await count("word after word after word")];
        expectThat(short > 0 && long > short, `one word counts ${short} tokens, five words ${long}`);
      }),
  },
];

function embed(subject: EngineContractSubject, model: LoadedModel, signal: AbortSignal): Promise<EmbedResult> {
  expectThat(model.embed !== undefined, "embed is missing");
  return within(subject, "embed", model.embed({ id: "contract-embed", texts }, signal));
}

function classify(
  subject: EngineContractSubject,
  model: LoadedModel,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<ClassifyResult> {
  expectThat(model.classify !== undefined, "classify is missing");
  const input = inputOf(subject, "I have lost my keys again.");
  return within(subject, "classify", model.classify({ id: "contract-classify", input, labels: asked }, signal));
}

function inputOf({ capabilities }: EngineContractSubject, text: string): PromptInput {
  if (capabilities.chat !== true) return { kind: "text", text };
  return { kind: "chat", messages: [{ role: "user", content: text }] };
}
