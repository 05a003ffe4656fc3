import type { GenerateEvent } from "../../../src/core/generate-event.ts";
import { never } from "../../../src/testing/fake-engine/pause.ts";
import { breakEvents, breakModel, breakReply } from "./break-engine.ts";
import type { BrokenEngine } from "./broken-engine.ts";

const oneTerminal = "reply has exactly one terminal event, and nothing after it";
const lateText: GenerateEvent = { type: "text-delta", text: "late", tokenCount: 1 };

/** Engines whose replies begin, end or stay apart in the wrong way. */
export const brokenStreams: readonly BrokenEngine[] = [
  {
    name: "two terminal events",
    createEngine: () => breakEvents((event) => (event.type === "finish" ? [event, event] : [event])),
    caughtBy: [oneTerminal],
  },
  {
    name: "no terminal event",
    createEngine: () => breakEvents((event) => (event.type === "finish" ? [] : [event])),
    caughtBy: [oneTerminal, "abort ends a reply whose next event is awaited"],
  },
  {
    name: "text after the terminal event",
    createEngine: () => breakEvents((event) => (event.type === "finish" ? [event, lateText] : [event])),
    caughtBy: [oneTerminal],
  },
  {
    name: "iterator that throws in the middle",
    createEngine: () =>
      breakEvents((event) => {
        if (event.type === "text-delta") throw new Error("native code failed");
        return [event];
      }),
    caughtBy: [oneTerminal],
  },
  {
    name: "refused prompt that throws out of the iterator",
    createEngine: () =>
      breakEvents((event) => {
        if (event.type === "error") throw event.error;
        return [event];
      }),
    caughtBy: [
      "reply to a prompt larger than the context window is an error event",
      "reply after unload is an error event",
    ],
  },
  {
    name: "reply that never begins",
    createEngine: () =>
      breakReply(async function* (events) {
        await never;
        yield* events;
      }),
    caughtBy: [oneTerminal],
  },
  {
    name: "prefill that goes back",
    createEngine: () =>
      breakEvents((event) =>
        event.type === "prefill" ? [event, { ...event, processedTokens: event.processedTokens - 1 }] : [event],
      ),
    caughtBy: ["reply begins with growing prefill events, if any"],
  },
  {
    name: "slot kept by a reply that was left early",
    createEngine: () =>
      breakReply((events) => {
        const inner = events[Symbol.asyncIterator]();
        let left = false;
        const outer: AsyncIterableIterator<GenerateEvent> = {
          [Symbol.asyncIterator]: () => outer,
          next: async () => (left ? { done: true, value: undefined } : inner.next()),
          return: async () => {
            left = true;
            return { done: true, value: undefined };
          },
        };
        return outer;
      }),
    caughtBy: ["reply, left early, makes room for the next request"],
  },
  {
    name: "slot taken by a reply that nobody reads",
    createEngine: () =>
      breakModel((model) => {
        let free = model.info.slots;
        async function* readWithSlot(
          events: AsyncIterable<GenerateEvent>,
          hasSlot: boolean,
        ): AsyncGenerator<GenerateEvent> {
          if (!hasSlot) await never;
          yield* events;
          free += 1;
        }
        return {
          generate(request, signal) {
            free -= 1;
            return readWithSlot(model.generate(request, signal), free >= 0);
          },
        };
      }),
    caughtBy: ["reply, asked for and never read, takes no room"],
  },
  {
    name: "replies that share one buffer",
    createEngine: () => {
      let buffer = "";
      return breakEvents((event) => {
        if (event.type !== "text-delta") return [event];
        const text = buffer;
        buffer = event.text;
        return [{ ...event, text }];
      });
    },
    caughtBy: ["replies that run at once do not mix", "replies read in turns do not mix"],
  },
];
