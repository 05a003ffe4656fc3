import { createClientShare } from "./client-share.ts";
import { minPromptChunk, planPrompts } from "./prompt-plan.ts";
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

/** A prompt that keeps nobody waiting advances by more: below this, llama.cpp reads a prompt markedly slower on a processor. */
const minPromptChunkAlone = 64;
/** Before anything was measured: small enough not to be felt on a slow processor. */
const firstPromptChunk = 64;
/** Target for a step's prompts while another client's request may come during it. */
const shortStepMs = 60;
/**
 * Prompts are read together until they take so long: what takes longer is done sooner on average one after another. A
 * processor reads one of 30 tokens in 60 ms and four in 240; a GPU reads many in that time.
 */
const togetherMs = 30;
/** For so long newcomers go before a step of all. */
const mostAheadMs = 100;
/** Clocks are coarser than what a prompt's token takes on a fast machine. */
const leastPromptTokenMs = 0.001;
/** A prompt alone keeps nobody waiting, but a cancelled request must not hold its slot for long. */
const aloneRounds = 3;

export function createStepper({ batchSize, targetStepMs, now, onStep }: StepperOptions): Stepper {
  const active = new Map<StepTask, () => void>();
  /** When each of them came. */
  const since = new WeakMap<StepTask, number>();
  /** Tasks that have not begun. */
  const fresh = new Set<StepTask>();
  const clients = createClientShare(now);
  const quickReturn = createQuickReturn(now);
  /** Measured cost of one prompt token, in milliseconds; smoothed. */
  let promptTokenMs: number | undefined;
  /** What the last step of a task apart took, less what the others have had since. */
  let owedMs = 0;
  /** What some have had since the last step of all. */
  let aheadMs = 0;
  let running = false;
  let wakeUp: (() => void) | undefined;

  /** How far each of `tasks` reads its prompt in this step. @param generating Replies whose next token waits for them. */
  function promptLimits(tasks: readonly StepTask[], generating: number): ReadonlyMap<StepTask, number> {
    const reading = tasks.filter((task) => task.pendingPromptTokens > 0);
    if (reading.length === 0) return new Map();
    const roomTokens = Math.max(minPromptChunk, batchSize - generating);
    const wanted = promptTokenMs === undefined ? firstPromptChunk : stepMs(tasks) / promptTokenMs;
    const least = generating > 0 ? minPromptChunk : minPromptChunkAlone;
    const rounds = generating > 0 || reading.length > 1 ? 1 : aloneRounds;
    const budgetTokens = Math.floor(Math.min(roomTokens, Math.max(least, wanted * rounds)));
    const prompts = reading.map((task) => ({
      task,
      pendingTokens: task.pendingPromptTokens,
      waitedTokens: promptTokenMs === undefined ? 0 : waitedMs(task) / Math.max(promptTokenMs, leastPromptTokenMs),
    }));
    const togetherTokens = promptTokenMs === undefined ? firstPromptChunk : togetherMs / promptTokenMs;
    const plan = planPrompts(prompts, { budgetTokens, togetherTokens, roomTokens });
    return new Map([...plan].map(([{ task }, tokens]) => [task, tokens]));
  }

  function stepMs(tasks: readonly StepTask[]): number {
    return clients.expectsOthers(tasks) ? Math.min(targetStepMs, shortStepMs) : targetStepMs;
  }

  /** Who is stepped while the others wait for their next token. */
  function chooseAhead(tasks: readonly StepTask[]): StepTask[] {
    const newcomers = aheadMs < mostAheadMs ? clients.newcomers(tasks) : [];
    return newcomers.length > 0 ? newcomers : promptsAhead(tasks);
  }

  /**
   * Prompts of which two are read before a step of all is due: each step of all takes longer the more replies it writes,
   * and keeps those waiting that have not had a word yet. Not before one whose first word takes several tokens.
   */
  function promptsAhead(tasks: readonly StepTask[]): StepTask[] {
    const reading = tasks.filter((task) => task.pendingPromptTokens > 0);
    const writing = tasks.filter((task) => task.isGenerating);
    if (promptTokenMs === undefined || writing.length === 0) return [];
    if (writing.some(({ isAwaited }) => isAwaited === true)) return [];
    const shortestMs = Math.min(...reading.map((task) => task.pendingPromptTokens)) * promptTokenMs;
    return aheadMs + 2 * Math.max(togetherMs, shortestMs) <= stepMs(tasks) ? reading : [];
  }

  function waitedMs(task: StepTask): number {
    return now() - (since.get(task) ?? now());
  }

  async function decodeStep(): Promise<void> {
    const ready = [...active.keys()].filter((task) => task.isReady);
    if (ready.length === 0) return await untilWoken();
    const together = ready.filter(({ isApart }) => isApart !== true);
    const [apart] = ready.filter(({ isApart }) => isApart === true);
    if (apart !== undefined && (together.length === 0 || owedMs <= 0)) return await stepApart(apart);
    const first = chooseAhead(together);
    const pauseMs = first.length === 0 && clients.isShared(together) ? quickReturn.pauseMs() : 0;
    if (pauseMs > 0) return await untilWoken(pauseMs);
    const candidates = first.length > 0 ? first : together;
    await beginFresh(candidates);
    const limits = promptLimits(candidates, together.filter((task) => task.isGenerating).length);
    const tasks = candidates.filter((task) => task.pendingPromptTokens === 0 || limits.has(task));
    const streams = tasks.every((task) => task.isGenerating) ? tasks.length : undefined;
    const readBefore = promptTokensRead(tasks);
    onStep?.begins(streams);
    const startedAt = now();
    const ended = await stepAll(tasks, limits);
    const durationMs = now() - startedAt;
    owedMs = Math.max(0, owedMs - durationMs);
    aheadMs = first.length > 0 ? aheadMs + durationMs : 0;
    const promptTokens = promptTokensRead(tasks) - readBefore;
    if (promptTokens >= minPromptChunk) measurePrompt(durationMs / promptTokens);
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

  function measurePrompt(tokenMs: number): void {
    promptTokenMs = promptTokenMs === undefined ? tokenMs : promptTokenMs * 0.7 + tokenMs * 0.3;
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
        since.set(task, now());
        clients.came(task.client);
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
