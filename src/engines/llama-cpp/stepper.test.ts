import { afterEach, describe, expect, it, vi } from "vitest";
import { createStepper } from "./stepper.ts";
import type { StepTask } from "./step-task.ts";

interface RecordedTask extends StepTask {
  readonly limits: number[];
}

/** A task with a prompt to read and then tokens to write; records every step in the journal. */
function createTask(name: string, journal: string[], options: { prompt?: number; tokens: number }): RecordedTask {
  let prompt = options.prompt ?? 0;
  let tokens = options.tokens;
  const limits: number[] = [];
  return {
    limits,
    get isGenerating() {
      return prompt === 0;
    },
    isReady: true,
    get pendingPromptTokens() {
      return prompt;
    },
    get promptTokensRead() {
      return (options.prompt ?? 0) - prompt;
    },
    async step(limit) {
      limits.push(limit);
      journal.push(name);
      await Promise.resolve();
      if (prompt > 0) prompt -= Math.min(prompt, limit);
      else tokens -= 1;
      return tokens === 0;
    },
  };
}

function createTestStepper(): ReturnType<typeof createStepper> {
  return createStepper({ batchSize: 512, targetStepMs: 200, now: () => 0 });
}

describe("stepper", () => {
  afterEach(() => void vi.useRealTimers());

  it("steps all tasks once a decode step, also when they began apart", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    const first = stepper.run(createTask("a", journal, { tokens: 4 }));
    await Promise.resolve();
    await Promise.all([first, stepper.run(createTask("b", journal, { tokens: 3 }))]);
    expect(journal.join("")).toBe("aababab");
  });

  it("steps those that the binding evaluates behind those of its own batch, never beside them", async () => {
    const journal: string[] = [];
    const task = (name: string, isBatched: boolean): StepTask => {
      let steps = 2;
      return {
        isGenerating: true,
        isReady: true,
        pendingPromptTokens: 0,
        promptTokensRead: 0,
        isBatched,
        async step() {
          journal.push(`${name} (`);
          await Promise.resolve();
          journal.push(")");
          steps -= 1;
          return steps === 0;
        },
      };
    };
    const stepper = createTestStepper();
    await Promise.all([stepper.run(task("binding", false)), stepper.run(task("batch", true))]);
    // The first came alone.
    expect(journal.join("")).toBe("binding ()batch ()binding ()batch ()");
  });

  it("ends when the task says so and steps it no more", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    await stepper.run(createTask("a", journal, { tokens: 2 }));
    expect(journal).toEqual(["a", "a"]);
    expect(stepper.activeCount()).toBe(0);
  });

  it("lets a prompt alone have the whole batch once it is known to be fast", async () => {
    const task = createTask("p", [], { prompt: 1200, tokens: 1 });
    await createTestStepper().run(task);
    expect(task.limits.slice(0, 3)).toEqual([192, 512, 496]);
  });

  it("keeps the decode steps of a slow prompt short", async () => {
    let nowMs = 0;
    const base = createTask("p", [], { prompt: 1200, tokens: 1 });
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    await stepper.run({
      isReady: true,
      get isGenerating() {
        return base.isGenerating;
      },
      get pendingPromptTokens() {
        return base.pendingPromptTokens;
      },
      get promptTokensRead() {
        return base.promptTokensRead;
      },
      async step(limit) {
        nowMs += Math.min(limit, base.pendingPromptTokens) * 5;
        return await base.step(limit);
      },
    });
    expect(base.limits.slice(1, 4)).toEqual([120, 120, 120]);
  });

  it("cuts a prompt small while others wait for their next token", async () => {
    const stepper = createTestStepper();
    const writing = createTask("w", [], { tokens: 40 });
    const reading = createTask("r", [], { prompt: 300, tokens: 1 });
    await Promise.all([stepper.run(writing), stepper.run(reading)]);
    expect(Math.max(...reading.limits)).toBeLessThan(512);
  });

  it("reads the shortest of several prompts first", async () => {
    const stepper = createTestStepper();
    const ended: string[] = [];
    const prompts = { long: 1200, middle: 700, short: 300 };
    await Promise.all(
      Object.entries(prompts).map(async ([name, prompt]) => {
        await stepper.run(Object.assign(createTask(name, [], { prompt, tokens: 1 }), { isAwaited: true }));
        ended.push(name);
      }),
    );
    expect(ended).toEqual(["short", "middle", "long"]);
  });

  it("reads short prompts ahead of the next tokens, and keeps these waiting no longer than a step may take", async () => {
    let nowMs = 0;
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    const tokenAtMs: number[] = [];
    const order: string[] = [];
    /** Every token of a prompt takes 2 ms, every other one 5. */
    const task = (name: string, prompt: number, tokens: number): StepTask => {
      const base = createTask(name, [], { prompt, tokens });
      return Object.assign(Object.create(base) as StepTask, {
        async step(limit: number) {
          nowMs += base.pendingPromptTokens > 0 ? 2 * Math.min(limit, base.pendingPromptTokens) : 5;
          order.push(name);
          if (name === "g") tokenAtMs.push(nowMs);
          return await base.step(limit);
        },
      });
    };
    await stepper.run(task("first", 60, 1));
    const reply = stepper.run(task("g", 0, 40));
    await Promise.resolve();
    await Promise.all([reply, ...["p", "q", "r", "s", "t"].map((name) => stepper.run(task(name, 30, 1)))]);
    expect(order.join("")).toContain("pqg");
    const gaps = tokenAtMs.slice(1).map((atMs, index) => atMs - (tokenAtMs[index] ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(100);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(200);
  });

  it("steps a task whose request was cancelled, though its prompt's turn has not come", async () => {
    const stepper = createTestStepper();
    const long = createTask("l", [], { prompt: 20_000, tokens: 1 });
    const short = stepper.run(createTask("s", [], { prompt: 2_000, tokens: 1 }));
    const cancelled = {
      ...long,
      isGenerating: false,
      promptTokensRead: 0,
      pendingPromptTokens: 0,
      step: async () => true,
    };
    await stepper.run(cancelled);
    await short;
  });

  it("reads prompts in chunks of one length, as long as the rest of the shortest", async () => {
    const tasks = [46, 46, 48, 47].map((prompt) => createTask("p", [], { prompt, tokens: 2 }));
    const stepper = createStepper({ batchSize: 2048, targetStepMs: 200, now: () => 0 });
    await stepper.run(createTask("first", [], { prompt: 64, tokens: 1 }));
    await Promise.all(tasks.map((task) => stepper.run(task)));
    expect(tasks[2]?.limits.slice(0, 3)).toEqual([46, 2, 0]);
  });

  it("does not hold a long prompt to the rest of a short one", async () => {
    const stepper = createStepper({ batchSize: 2048, targetStepMs: 200, now: () => 0 });
    await stepper.run(createTask("first", [], { prompt: 64, tokens: 1 }));
    const long = createTask("long", [], { prompt: 900, tokens: 1 });
    await Promise.all([stepper.run(long), stepper.run(createTask("short", [], { prompt: 20, tokens: 1 }))]);
    expect(long.limits[0]).toBeGreaterThan(400);
  });

  it("begins a task before its first step, without a step of the others", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    const first = stepper.run(createTask("a", journal, { tokens: 3 }));
    await Promise.resolve();
    const begin = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      journal.push("!");
    };
    await Promise.all([first, stepper.run({ ...createTask("b", journal, { tokens: 1 }), begin, isGenerating: true })]);
    expect(journal.join("")).toBe("a!aba");
  });

  it("reads the prompt of a newcomer before the next tokens of a client that has several replies", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    const greedy = ["g", "h"].map((name) =>
      stepper.run(Object.assign(createTask(name, journal, { tokens: 3 }), { client: "greedy" })),
    );
    await Promise.resolve();
    const polite = Object.assign(createTask("p", journal, { prompt: 20, tokens: 1 }), { client: "polite" });
    await Promise.all([...greedy, stepper.run(polite)]);
    expect(journal.join("")).toBe("gpghpghh");
  });

  it("writes a newcomer's first text before the next tokens of a client that has several replies", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    const greedy = ["g", "h"].map((name) =>
      stepper.run(Object.assign(createTask(name, journal, { tokens: 3 }), { client: "greedy" })),
    );
    await Promise.resolve();
    const base = createTask("p", journal, { prompt: 20, tokens: 4 });
    const polite = Object.defineProperty(Object.assign(base, { client: "polite" }), "isAwaited", {
      get: () => journal.filter((name) => name === "p").length < 3,
    });
    await Promise.all([...greedy, stepper.run(polite)]);
    expect(journal.join("")).toBe("gpppghpghph");
  });

  it("reads prompts in small parts while another client may come, and a step would keep it waiting", async () => {
    let nowMs = 0;
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    await stepper.run(Object.assign(createTask("o", [], { prompt: 64, tokens: 1 }), { client: "other" }));
    const limitsOf = async (): Promise<readonly number[]> => {
      const reading = createTask("r", [], { prompt: 300, tokens: 1 });
      const writing = ["v", "w"].map((name) => createTask(name, [], { tokens: 30 }));
      const timed = Object.assign(reading, { client: "greedy" });
      const step = timed.step.bind(timed);
      timed.step = async (limit) => {
        nowMs += 2 * limit;
        return await step(limit);
      };
      await Promise.all([...writing, timed].map((task) => stepper.run(Object.assign(task, { client: "greedy" }))));
      return timed.limits;
    };
    expect(Math.max(...(await limitsOf()).slice(1))).toBeLessThanOrEqual(45);
    nowMs += 10_000;
    expect(Math.max(...(await limitsOf()))).toBeGreaterThan(64);
  });

  it("waits a moment for a client that asked again soon after its last reply, and no longer than that", async () => {
    vi.useFakeTimers();
    let nowMs = 0;
    const journal: string[] = [];
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    const ask = async (name: string): Promise<void> => {
      await stepper.run(Object.assign(createTask(name, journal, { tokens: 1 }), { client: "polite" }));
    };
    const passed = async (ms: number): Promise<void> => {
      nowMs += ms;
      await vi.advanceTimersByTimeAsync(ms);
    };
    await ask("p");
    nowMs += 5;
    await ask("q");
    const greedy = ["g", "h"].map((name) =>
      stepper.run(Object.assign(createTask(name, journal, { tokens: 3 }), { client: "greedy" })),
    );
    await passed(0);
    // Once there are two of them, the client that came after 5 ms is waited for.
    expect(journal.join("")).toBe("pqg");
    await passed(4);
    await ask("r");
    expect(journal.join("")).toBe("pqgghr");
    await passed(8);
    expect(journal.join("")).toBe("pqgghr");
    await passed(1);
    await Promise.all(greedy);
    expect(journal.join("")).toBe("pqgghrghh");
  });

  it("lets the others go on between the chunks of a newcomer's long prompt", async () => {
    let nowMs = 0;
    const journal: string[] = [];
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    const greedy = ["g", "h"].map((name) =>
      stepper.run(Object.assign(createTask(name, journal, { tokens: 9 }), { client: "greedy" })),
    );
    await Promise.resolve();
    const base = createTask("p", journal, { prompt: 600, tokens: 1 });
    const polite: StepTask = {
      client: "polite",
      isReady: true,
      get isGenerating() {
        return base.isGenerating;
      },
      get pendingPromptTokens() {
        return base.pendingPromptTokens;
      },
      get promptTokensRead() {
        return base.promptTokensRead;
      },
      async step(limit) {
        nowMs += Math.min(limit, base.pendingPromptTokens) * 2;
        return await base.step(limit);
      },
    };
    await Promise.all([...greedy, stepper.run(polite)]);
    expect(journal.join("")).toMatch(/^gpghppghpp/);
    expect(journal.join("")).not.toMatch(/ppp/);
  });

  it("gives nobody precedence where no client has several replies", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    const first = stepper.run(Object.assign(createTask("a", journal, { tokens: 3 }), { client: "a" }));
    await Promise.resolve();
    const second = Object.assign(createTask("b", journal, { prompt: 20, tokens: 1 }), { client: "b" });
    await Promise.all([first, stepper.run(second)]);
    expect(journal.join("")).toBe("aabab");
  });

  it("leaves a task alone that is not ready and comes back when woken", async () => {
    const journal: string[] = [];
    const stepper = createTestStepper();
    let isReady = false;
    const base = createTask("a", journal, { tokens: 1 });
    const task: StepTask = {
      isGenerating: true,
      get isReady() {
        return isReady;
      },
      pendingPromptTokens: 0,
      promptTokensRead: 0,
      step: (limit) => base.step(limit),
    };
    const run = stepper.run(task);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(journal).toEqual([]);
    isReady = true;
    stepper.wake();
    await run;
    expect(journal).toEqual(["a"]);
  });

  it("gives tasks apart half of the time, one of them at a time, and all of it when nobody else waits", async () => {
    const journal: string[] = [];
    let nowMs = 0;
    const stepper = createStepper({ batchSize: 512, targetStepMs: 200, now: () => nowMs });
    const timed = (task: StepTask, ms: number): StepTask => ({
      ...task,
      async step(limit) {
        nowMs += ms;
        return await task.step(limit);
      },
    });
    const apart = (name: string): StepTask => ({
      ...timed(createTask(name, journal, { tokens: 3 }), 400),
      isGenerating: false,
      isApart: true,
      promptTokensRead: 0,
    });
    await Promise.all([
      stepper.run(timed(createTask("r", journal, { tokens: 10 }), 100)),
      stepper.run(apart("E")),
      stepper.run(apart("F")),
    ]);
    expect(journal.join("")).toBe("rErrrrFrrrrErFEF");
  });
});
