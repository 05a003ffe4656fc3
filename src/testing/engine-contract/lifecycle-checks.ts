import type { Support } from "../../core/capabilities.ts";
import { ReparteeError } from "../../core/errors.ts";
import { within } from "./bounded-wait.ts";
import { type CheckDefinition, expectThat } from "./check.ts";
import { expectRejection } from "./expect-rejection.ts";
import { readErrorCode, readReply, requestFor, show, startReply } from "./read-reply.ts";
import { loadModel, unloadModel, withModel } from "./with-model.ts";

/** Loading and unloading. */
export const lifecycleChecks: readonly CheckDefinition[] = [
  {
    name: "loaded model says what it is",
    run: (subject) =>
      withModel(subject, async (model, engine) => {
        const { info } = model;
        expectThat(info.name === subject.source.name, `the model's name is "${info.name}"`);
        expectThat(info.engine === engine.id, `the model's engine is "${info.engine}", not "${engine.id}"`);
        expectThat(Number.isSafeInteger(info.slots) && info.slots >= 1, `the model has ${info.slots} slots`);
        expectThat(!model.closed.aborted, "the model is closed as soon as it is loaded");
        const engineSays = new Map<string, Support>(Object.entries(engine.capabilities));
        const subjectSays = new Map<string, Support>(Object.entries(subject.capabilities));
        for (const [name, support] of Object.entries<Support>({ ...model.capabilities })) {
          const supported = support === true;
          expectThat((subjectSays.get(name) === true) === supported, `the capability ${name} is not the subject's`);
          expectThat(!supported || engineSays.get(name) === true, `the model can do ${name}, which its engine cannot`);
        }
      }),
  },
  {
    name: "load, aborted before, is refused as cancelled",
    run: async (subject) => {
      const engine = await subject.createEngine();
      const loading = engine.load(subject.source, subject.options ?? {}, AbortSignal.abort());
      await expectRejection("cancelled", within(subject, "an aborted load", loading));
    },
  },
  {
    name: "load, aborted on its way, ends and can be tried again",
    run: async (subject) => {
      const engine = await subject.createEngine();
      const abort = new AbortController();
      const loading = engine.load(subject.source, subject.options ?? {}, abort.signal);
      abort.abort();
      // A load that was done by then may give its model all the same.
      const model = await within(subject, "an aborted load", loading).catch((error: unknown) => {
        if (error instanceof ReparteeError && error.code === "cancelled") return undefined;
        throw error;
      });
      if (model !== undefined) await unloadModel(subject, model);
      const second = await loadModel(subject, engine);
      await unloadModel(subject, second);
    },
  },
  {
    name: "load reports its progress from 0 to 1, and never goes back",
    run: async (subject) => {
      const fractions: number[] = [];
      await withModel(subject, async () => {}, { onProgress: (fraction) => fractions.push(fraction) });
      for (const [index, fraction] of fractions.entries()) {
        expectThat(fraction >= 0 && fraction <= 1, `the progress is ${fraction}`);
        expectThat(fraction >= (fractions[index - 1] ?? 0), `the progress goes back: ${fractions.join(", ")}`);
      }
    },
  },
  {
    name: "unload ends a running reply with an error event",
    run: (subject) =>
      withModel(subject, async (model) => {
        const reply = startReply(subject, model, requestFor(subject.longInput));
        await reply.untilFirstToken();
        const [events] = await Promise.all([reply.rest(), unloadModel(subject, model)]);
        const end = events.at(-1);
        expectThat(end?.type === "error", `the reply ended in ${show(end)}`);
        expectThat(end.error.code === "model_unloaded", `the reply ended in ${show(end)}`);
      }),
  },
  {
    name: "unload does not wait for the reader of a reply",
    run: (subject) =>
      withModel(subject, async (model) => {
        const reply = startReply(subject, model, requestFor(subject.longInput));
        await reply.untilFirstToken();
        await unloadModel(subject, model);
        const end = (await reply.rest()).at(-1);
        expectThat(end?.type === "error", `the reply ended in ${show(end)}`);
      }),
  },
  {
    name: "unload aborts closed with a ReparteeError as its reason",
    run: (subject) =>
      withModel(subject, async (model) => {
        await unloadModel(subject, model);
        expectThat(model.closed.aborted, "the model is not closed after unload");
        expectThat(model.closed.reason instanceof ReparteeError, "the reason is no ReparteeError");
      }),
  },
  {
    name: "unload twice, also at once, is safe",
    run: (subject) =>
      withModel(subject, async (model) => {
        await Promise.all([unloadModel(subject, model), unloadModel(subject, model)]);
        await unloadModel(subject, model);
      }),
  },
  {
    name: "reply after unload is an error event",
    run: (subject) =>
      withModel(subject, async (model) => {
        await unloadModel(subject, model);
        const code = await readErrorCode(subject, model, requestFor(subject.longInput));
        expectThat(code === "model_unloaded", `the error is ${code}`);
      }),
  },
  {
    name: "model can be loaded again after unload",
    run: (subject) =>
      withModel(subject, async (first, engine) => {
        await unloadModel(subject, first);
        const second = await loadModel(subject, engine);
        try {
          await readReply(subject, second, requestFor(subject.longInput, { maxTokens: 2 }));
        } finally {
          await unloadModel(subject, second);
        }
      }),
  },
];
