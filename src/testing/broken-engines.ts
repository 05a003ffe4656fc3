/**
 * Engines that each break one rule, and the checks of the contract that must notice. A suite that passes for one of
 * them proves nothing about the others.
 */
import type { Capabilities } from "../core/capabilities.ts";
import type { Engine } from "../core/engine.ts";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { Usage } from "../core/usage.ts";
import { breakEvents, breakModel, breakReply, breakRequest } from "./broken-engines/break-engine.ts";
import { createFakeEngine } from "./fake-engine.ts";
import { never } from "./fake-engine/pause.ts";

export interface BrokenEngine {
  readonly name: string;
  readonly createEngine: () => Engine;
  /** How its capabilities differ from the fake engine's. */
  readonly capabilities?: Partial<Capabilities>;
  /** Names of checks that must fail on it. */
  readonly caughtBy: readonly string[];
}

const oneTerminal = "reply has exactly one terminal event, and nothing after it";

const brokenStreams: readonly BrokenEngine[] = [
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
    createEngine: () => breakEvents((event) => (event.type === "finish" ? [event, textOf("late")] : [event])),
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
    name: "slot taken before a reply is read",
    createEngine: () =>
      breakModel((model) => {
        let free = model.info.slots;
        return {
          async *generate(request, signal) {
            yield* model.generate(request, signal);
          },
          ...{
            generate(request: Parameters<typeof model.generate>[0], signal: AbortSignal) {
              free -= 1;
              const hasRoom = free >= 0;
              return (async function* () {
                if (!hasRoom) await never;
                yield* model.generate(request, signal);
                free += 1;
              })();
            },
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
    caughtBy: ["replies that run at once do not mix"],
  },
];
const brokenAborts: readonly BrokenEngine[] = [];
const brokenNumbers: readonly BrokenEngine[] = [];
