import type { Usage } from "../../core/usage.ts";
import { type CheckDefinition, expectThat, needs } from "./check.ts";
import { readReply, requestFor, steady, type WholeReply } from "./read-reply.ts";
import { withModel } from "./with-model.ts";

/** Numbers that people are billed by and graphs are drawn from. */
export const usageChecks: readonly CheckDefinition[] = [
  {
    name: "maxTokens bounds the reply, which then ends with length",
    run: (subject) =>
      withModel(subject, async (model) => {
        for (const maxTokens of [1, 5]) {
          const reply = await readReply(subject, model, requestFor(subject.longInput, { maxTokens, sampling: steady }));
          const { completionTokens } = reply.finish.usage;
          expectThat(
            completionTokens === maxTokens,
            `of at most ${maxTokens} tokens ${completionTokens} were generated`,
          );
          expectThat(reply.finish.reason === "length", `the reply ended with ${reply.finish.reason}`);
          expectCounted(reply);
        }
      }),
  },
  {
    name: "usage counts the tokens that the events carried",
    run: (subject) =>
      withModel(subject, async (model) => {
        expectCounted(
          await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 100, sampling: steady })),
        );
      }),
  },
  {
    name: "usage counts the prompt as countTokens does",
    run: (subject) =>
      withModel(subject, async (model) => {
        const counted = await model.countTokens?.(subject.longInput);
        const { usage } = (await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 1 }))).finish;
        expectThat(usage.promptTokens > 0, "a prompt has no tokens");
        if (counted !== undefined) {
          expectThat(
            usage.promptTokens === counted,
            `usage has ${usage.promptTokens} prompt tokens, countTokens ${counted}`,
          );
        }
      }),
  },
  {
    name: "usage reports prompt tokens that were reused",
    skip: needs("prefixCache"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const request = { maxTokens: 2, sampling: steady };
        const first = await readReply(subject, model, requestFor(subject.longInput, request));
        const second = await readReply(subject, model, requestFor(subject.longInput, request));
        expectThat(first.finish.usage.cachedTokens === 0, "the first prompt of a model has cached tokens");
        expectThat(second.finish.usage.cachedTokens > 0, "a prompt that was read before has no cached tokens");
        expectThat(
          second.text === first.text,
          `with a cached prompt the reply is "${second.text}", not "${first.text}"`,
        );
        expectPlausible(second.finish.usage);
      }),
  },
  {
    name: "timings are lengths of time",
    run: (subject) =>
      withModel(subject, async (model) => {
        const startMs = performance.now();
        const { finish } = await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 8 }));
        const elapsedMs = performance.now() - startMs;
        const { waitMs, prefillMs, decodeMs } = finish.timings;
        for (const [name, value] of Object.entries({ waitMs, prefillMs, decodeMs })) {
          expectThat(Number.isFinite(value) && value >= 0, `${name} is ${value}`);
        }
        // One millisecond for clocks that are read in two processes.
        const summedMs = waitMs + prefillMs + decodeMs;
        expectThat(
          summedMs <= elapsedMs + 1,
          `the timings sum to ${summedMs} ms, the whole reply took ${elapsedMs} ms`,
        );
      }),
  },
];

/** Every generated token is counted by an event; only one that ends the turn, or a stop text, may lack one. */
function expectCounted({ tokenCount, finish }: WholeReply): void {
  const { completionTokens } = finish.usage;
  expectThat(
    tokenCount === completionTokens || tokenCount === completionTokens - 1,
    `the events carried ${tokenCount} tokens, usage has ${completionTokens}`,
  );
  expectPlausible(finish.usage);
}

function expectPlausible(usage: Usage): void {
  const { promptTokens, completionTokens, cachedTokens } = usage;
  for (const [name, value] of Object.entries({ promptTokens, completionTokens, cachedTokens })) {
    expectThat(Number.isSafeInteger(value) && value >= 0, `${name} is ${value}`);
  }
  expectThat(cachedTokens <= promptTokens, `${cachedTokens} of ${promptTokens} prompt tokens were cached`);
}
