import { createClientShare } from "./client-share.ts";
import { createPromptSchedule } from "./prompt-schedule.ts";
import { createQuickReturn } from "./quick-return.ts";
import type { StepTask } from "./step-task.ts";

/**
 * Advances all running tasks of one context together.
 *
 * llama.cpp evaluates several sequences in one call at hardly more cost than one. What is asked for in the same turn of
 * the event loop comes into one batch (`step-batch.ts`), so every decode step asks all tasks for their next step in one go and
 * waits for all of them: independent loops drift apart and are never batched again (two streams: 47 calls for 48
 * tokens).
 *
 * Invariants: one decode step at a time; a task is stepped at most once a decode step; a task that ended or failed is never
 * stepped again; `run` resolves exactly once.
 */
export interface Stepper {
  /** Steps `task` until it ends. */
  run(task: StepTask): Promise<void>;
  /** Looks again at tasks that were not ready. */
  wake(): void;
  activeCount(): number;
}

export interface StepperOptions {
  /** Tokens that one call evaluates at most. */
  readonly batchSize: number;
  /** How long one decode step should take while others wait for their next token, in milliseconds. */
  readonly targetStepMs: number;
  readonly now: () => number;
  readonly onStep?: StepListener;
}

/**
 * Notified of each step. `streams` is the number of replies that got their next token, undefined when a prompt was read as
 * well: only steps of as many streams are alike enough to compare.
 */
export interface StepListener {
  begins(streams: number | undefined): void;
  took(durationMs: number, streams: number | undefined): void;
}

/** For so long newcomers go before a step of all. */
const mostAheadMs = 100;

export function createStepper({ batchSize, targetStepMs, now, onStep }: StepperOptions): Stepper {
  const active = new Map<StepTask, () => void>();
  /** Tasks that have not begun. */
  const fresh = new Set<StepTask>();
  const clients = createClientShare(now);
  const quickReturn = createQuickReturn(now);
  const prompts = createPromptSchedule({ batchSize, targetStepMs, now, clients });
  /** What the last step of a task apart took, less what the others have had since. */
  let owedMs = 0;
  /** What some have had since the last step of all. */
  let aheadMs = 0;
  let running = false;
  let wakeUp: (() => void) | undefined;

  async function decodeStep(): Promise<void> {
    const ready = [...active.keys()].filter((task) => task.isReady);
    if (ready.length === 0) return await untilWoken();
    const together = ready.filter(({ isApart }) => isApart !== true);
    const [apart] = ready.filter(({ isApart }) => isApart === true);
    if (apart !== undefined && (together.length === 0 || owedMs <= 0)) return await stepApart(apart);
    const newcomers = aheadMs < mostAheadMs ? clients.newcomers(together) : [];
    const pauseMs = newcomers.length === 0 && clients.isShared(together) ? quickReturn.pauseMs() : 0;
    if (pauseMs > 0) return await untilWoken(pauseMs);
    const first = newcomers.length > 0 ? newcomers : prompts.ahead(together, aheadMs);
    const candidates = first.length > 0 ? first : together;
    await beginFresh(candidates);
    const limits = prompts.limits(candidates, together.filter((task) => task.isGenerating).length);
    const tasks = candidates.filter((task) => task.pendingPromptTokens === 0 || limits.has(task));
    const streams = tasks.every((task) => task.isGenerating) ? tasks.length : undefined;
    const readBefore = promptTokensRead(tasks);
    onStep?.begins(streams);
    const startedAt = now();
    const ended = await stepAll(tasks, limits);
    const durationMs = now() - startedAt;
    owedMs = Math.max(0, owedMs - durationMs);
    aheadMs = first.length > 0 ? aheadMs + durationMs : 0;
    prompts.took(durationMs, promptTokensRead(tasks) - readBefore);
    onStep?.took(durationMs, streams);
    for (const task of ended) end(task);
  }

  /** @param limitMs Without one, as long as it takes. */
  async function untilWoken(limitMs?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wakeUp = undefined;
  }

  async function beginFresh(tasks: readonly StepTask[]): Promise<void> {
    if (fresh.size === 0) return;
    await Promise.all(tasks.map((task) => (fresh.delete(task) ? task.begin?.() : undefined)));
  }

  async function stepApart(task: StepTask): Promise<void> {
    const startedAt = now();
    const hasEnded = await task.step(0);
    owedMs = now() - startedAt;
    const resolve = active.get(task);
    active.delete(task);
    if (hasEnded) resolve?.();
    // Behind the other tasks of its kind.
    else if (resolve !== undefined) active.set(task, resolve);
  }

  function end(task: StepTask): void {
    const resolve = active.get(task);
    active.delete(task);
    fresh.delete(task);
    if (![...active.keys()].some(({ client }) => client === task.client)) quickReturn.left(task.client);
    resolve?.();
  }

  async function loop(): Promise<void> {
    if (running) return;
    running = true;
    while (active.size > 0) await decodeStep();
    running = false;
  }

  return {
    async run(task) {
      await new Promise<void>((resolve) => {
        active.set(task, resolve);
        prompts.came(task);
        if (task.isAhead !== true) clients.came(task.client);
        quickReturn.came(task.client);
        fresh.add(task);
        wakeUp?.();
        void loop();
      });
    },
    wake() {
      wakeUp?.();
    },
    activeCount: () => active.size,
  };
}

/**
 * Those that the binding evaluates come behind the others: a context takes one batch at a time.
 * @returns the tasks that have ended.
 */
async function stepAll(tasks: readonly StepTask[], limits: ReadonlyMap<StepTask, number>): Promise<StepTask[]> {
  const ended: StepTask[] = [];
  for (const isBatched of [true, false]) {
    const together = tasks.filter((task) => (task.isBatched ?? false) === isBatched);
    const results = await Promise.all(together.map((task) => task.step(limits.get(task) ?? 0)));
    for (const [index, task] of together.entries()) if (results[index] === true) ended.push(task);
  }
  return ended;
}

function promptTokensRead(tasks: readonly StepTask[]): number {
  return tasks.reduce((sum, task) => sum + task.promptTokensRead, 0);
}
