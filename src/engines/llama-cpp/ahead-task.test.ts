import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { createAheadTask, type AheadTask } from "./ahead-task.ts";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { silentLog } from "../../core/log.ts";
import { openPrompt, type PromptReader } from "./prompt-reader.ts";
import { createSharedPrefixes } from "./shared-prefixes.ts";
import type { StepBatch } from "./step-batch.ts";
import { createStepper } from "./stepper.ts";

interface Scene {
  readonly task: AheadTask;
  /** Tokens of each step that read some. */
  readonly chunks: readonly number[];
  readonly events: readonly string[];
  readonly stop: AbortController;
}

/** A prompt of 500 tokens and one more, of which each takes `tokenMs`. */
function createScene({ tokenMs, fails = false }: { readonly tokenMs: number; readonly fails?: boolean }): Scene {
  let nowMs = 0;
  let position = 0;
  const chunks: number[] = [];
  const events: string[] = [];
  const stop = new AbortController();
  const prompt: Partial<PromptReader> = {
    pendingTokens: () => 501 - position,
    readTokens: () => position,
    begin: async () => void events.push("begin"),
    end: () => void events.push("end"),
    async read(limit) {
      if (fails) throw new ReparteeError("generation_failed", "No");
      const tokens = Math.min(limit, 500 - position);
      chunks.push(tokens);
      position += tokens;
      nowMs += tokens * tokenMs;
    },
  };
  const task = createAheadTask({
    prompt: prompt as PromptReader,
    isBatched: true,
    targetStepMs: 200,
    signal: stop.signal,
    onBegin: async () => void events.push("restore"),
    onRead: async (readMs) => void events.push(`read in ${readMs} ms`),
    now: () => nowMs,
  });
  return { task, chunks, events, stop };
}

async function runToEnd(task: AheadTask, limit = 512): Promise<void> {
  await task.begin?.();
  for (let isOver = false; !isOver;) isOver = await task.step(limit);
}

describe("task that reads ahead", () => {
  it("reads in steps of the time that is meant for one, whatever the stepper allows", async () => {
    const { task, chunks, events } = createScene({ tokenMs: 5 });
    await runToEnd(task);
    expect(chunks[0]).toBe(8);
    expect(Math.max(...chunks)).toBe(40);
    expect(events).toEqual(["restore", "begin", "read in 2500 ms", "end"]);
    expect(task.outcome()).toEqual({ isWhole: true, readTokens: 500, readMs: 2500 });
  });

  it("goes on by a few tokens on the slowest machine, and never beyond the stepper's limit", async () => {
    const slow = createScene({ tokenMs: 400 });
    await runToEnd(slow.task);
    expect(Math.max(...slow.chunks)).toBe(8);
    const fast = createScene({ tokenMs: 0.01 });
    await runToEnd(fast.task, 100);
    expect(Math.max(...fast.chunks)).toBe(100);
  });

  it("ends with the next step once it is given up, and reads nothing more", async () => {
    const { task, chunks, events, stop } = createScene({ tokenMs: 5 });
    await task.begin?.();
    await task.step(512);
    expect(task.pendingPromptTokens).toBe(492);
    stop.abort();
    expect(task.pendingPromptTokens).toBe(0);
    expect(await task.step(512)).toBe(true);
    expect(chunks).toEqual([8]);
    expect(events).not.toContainEqual(expect.stringMatching(/read in/));
    expect(task.outcome()).toEqual({ isWhole: false, readTokens: 8, readMs: 40 });
  });

  it("begins nothing where it is given up before", async () => {
    const { task, events, stop } = createScene({ tokenMs: 5 });
    stop.abort();
    await runToEnd(task);
    expect(events).toEqual(["end"]);
  });

  it("ends where reading fails, and says why", async () => {
    const { task, events } = createScene({ tokenMs: 5, fails: true });
    await runToEnd(task);
    expect(events.at(-1)).toBe("end");
    expect(() => task.outcome()).toThrow("No");
  });

  it("is not waited for by a request that begins alike, once that has ended it", async () => {
    const tokens = Array.from({ length: 300 }, (_, index) => index) as Token[];
    const [own, other] = [createSequence(), createSequence()];
    const prefixes = createSharedPrefixes([own, other], { log: silentLog, onLeave() {} });
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => 0 });
    const stop = new AbortController();
    let answered: Promise<void> | undefined;
    let steps = 0;
    const batch: StepBatch = {
      async evaluate(sequence, chunk) {
        hold(sequence, [...sequence.contextTokens, ...chunk]);
        if ((steps += 1) < 3) return undefined;
        // The request comes while a step is computed.
        stop.abort();
        const asked = openPrompt(other, tokens, prefixes);
        answered = stepper.run({
          isGenerating: false,
          get isReady() {
            return asked.isReady();
          },
          pendingPromptTokens: 0,
          promptTokensRead: 0,
          step: async () => true,
        });
        return undefined;
      },
    };
    const task = createAheadTask({
      prompt: openPrompt(own, tokens, prefixes, batch),
      isBatched: true,
      targetStepMs: 200,
      signal: stop.signal,
      onBegin: async () => {},
      onRead: async () => {},
      now: () => 0,
    });
    await stepper.run(task);
    await answered;
    expect(steps).toBe(3);
    expect(task.outcome()).toMatchObject({ isWhole: false, readTokens: 24 });
  });
});

/** Holds tokens, and nothing of a context. */
function createSequence(): LlamaContextSequence {
  const state = {
    contextTokens: [] as Token[],
    get nextTokenIndex() {
      return state.contextTokens.length;
    },
    adaptStateToTokens: async () => {},
  };
  return state as unknown as LlamaContextSequence;
}

function hold(sequence: LlamaContextSequence, tokens: readonly Token[]): void {
  Reflect.set(sequence, "contextTokens", tokens);
}
