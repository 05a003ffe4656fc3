import type { Engine } from "../../../src/core/engine.ts";
import { isTerminal } from "../../../src/core/generate-event.ts";
import { createFakeEngine } from "../../../src/testing/fake-engine.ts";
import { never } from "../../../src/testing/fake-engine/pause.ts";
import { breakModel, breakReply } from "./break-engine.ts";
import type { BrokenEngine } from "./broken-engine.ts";

const notListening: AbortSignal = new AbortController().signal;
const endWithinOneToken = "abort ends a reply within one token";

/** Engines that do not end when asked to, by abort or by unload. */
export const brokenEnds: readonly BrokenEngine[] = [
  {
    name: "abort that is not heeded",
    createEngine: () => breakModel((model) => ({ generate: (request) => model.generate(request, notListening) })),
    caughtBy: [endWithinOneToken, "abort before the start leaves a reply without tokens"],
  },
  {
    name: "tokens after the abort",
    createEngine: () =>
      breakModel((model) => ({
        async *generate(request, signal) {
          const inner = new AbortController();
          let late = 0;
          for await (const event of model.generate(request, inner.signal)) {
            yield event;
            if (signal.aborted) late += 1;
            if (late === 3) inner.abort();
          }
        },
      })),
    caughtBy: [endWithinOneToken],
  },
  {
    name: "reply that never ends after the abort",
    createEngine: () =>
      breakReply(async function* (events, _, signal) {
        for await (const event of events) {
          if (signal.aborted && isTerminal(event)) await never;
          yield event;
        }
      }),
    caughtBy: [endWithinOneToken, "abort makes room for the next request"],
  },
  {
    name: "abort that is reported as a plain stop",
    createEngine: () =>
      breakReply(async function* (events) {
        for await (const event of events) yield event.type === "finish" ? { ...event, reason: "stop" } : event;
      }),
    caughtBy: [endWithinOneToken, "abort ends a reply whose next event is awaited"],
  },
  {
    name: "listeners left on the signal",
    createEngine: () =>
      breakReply((events, _, signal) => {
        signal.addEventListener("abort", () => {});
        return events;
      }),
    caughtBy: ["abort signal keeps no listeners of a reply that is over"],
  },
  {
    name: "load that cannot be aborted",
    createEngine: () => loadingEngine((engine) => (source, options) => engine.load(source, options, notListening)),
    caughtBy: ["load, aborted before, is refused as cancelled"],
  },
  {
    name: "load that hangs when it is aborted",
    createEngine: () =>
      loadingEngine((engine) => async (source, options, signal) => {
        const model = await engine.load(source, options, notListening);
        return signal.aborted ? never : model;
      }),
    caughtBy: [
      "load, aborted before, is refused as cancelled",
      "load, aborted on its way, ends and can be tried again",
    ],
  },
  {
    name: "load whose progress goes back",
    createEngine: () =>
      loadingEngine((engine) => (source, options, signal) => {
        options.onProgress?.(0.5);
        options.onProgress?.(0.25);
        return engine.load(source, options, signal);
      }),
    caughtBy: ["load reports its progress from 0 to 1, and never goes back"],
  },
  {
    name: "unload that leaves everything running",
    createEngine: () => breakModel(() => ({ unload: async () => {} })),
    caughtBy: [
      "unload ends a running reply with an error event",
      "unload aborts closed with a ReparteeError as its reason",
      "reply after unload is an error event",
    ],
  },
  {
    name: "unload that waits until replies are read",
    createEngine: () =>
      breakModel((model) => {
        const running = new Set<Promise<void>>();
        return {
          async *generate(request, signal) {
            let end = (): void => {};
            const ended = new Promise<void>((resolve) => (end = resolve));
            running.add(ended);
            try {
              yield* model.generate(request, signal);
            } finally {
              running.delete(ended);
              end();
            }
          },
          async unload() {
            await Promise.all([...running, model.unload()]);
          },
        };
      }),
    caughtBy: ["unload does not wait for the reader of a reply"],
  },
  {
    name: "unload that throws the second time",
    createEngine: () =>
      breakModel((model) => ({
        async unload() {
          if (model.closed.aborted) throw new Error("already freed");
          await model.unload();
        },
      })),
    caughtBy: ["unload twice, also at once, is safe"],
  },
];

/** The fake engine with another `load`. */
function loadingEngine(change: (engine: Engine) => Engine["load"]): Engine {
  const engine = createFakeEngine();
  return { id: engine.id, capabilities: engine.capabilities, load: change(engine) };
}
