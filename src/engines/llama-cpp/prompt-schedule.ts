/** When waiting prompts are read and how far (`prompt-plan.ts`), by what a token of one has taken so far. */
import type { ClientShare } from "./client-share.ts";
import { minPromptChunk, planPrompts } from "./prompt-plan.ts";
import type { StepTask } from "./step-task.ts";

export interface PromptSchedule {
  came(task: StepTask): void;
  /**
   * How far each of `tasks` reads its prompt in this step; those that are not named wait.
   * @param generating Replies whose next token waits for them.
   */
  limits(tasks: readonly StepTask[], generating: number): ReadonlyMap<StepTask, number>;
  /**
   * Prompts of which two are read before a step of all is due: each step of all takes longer the more replies it writes,
   * and keeps those waiting that have not had a word yet. Not before one whose first word takes several tokens.
   * @param aheadMs What some have had since the last step of all.
   */
  ahead(tasks: readonly StepTask[], aheadMs: number): StepTask[];
  /** A step read so many tokens of prompts. */
  took(durationMs: number, promptTokens: number): void;
}

export interface PromptScheduleOptions {
  /** Tokens that one call evaluates at most. */
  readonly batchSize: number;
  /** As in `StepperOptions`. */
  readonly targetStepMs: number;
  readonly now: () => number;
  readonly clients: Pick<ClientShare, "expectsOthers">;
}

/** A prompt that keeps nobody waiting advances by more: below this, llama.cpp reads a prompt markedly slower on a processor. */
const minPromptChunkAlone = 64;
/** Before anything was measured: small enough not to be felt on a slow processor. */
const firstPromptChunk = 64;
/** Target for a step's prompts while another client's request may come during it. */
const shortStepMs = 60;
/**
 * Prompts are read together until they take so long: what takes longer is done sooner on average one after another. A
 * processor reads one of 30 tokens in 60 ms and four in 240. A GPU should read many in that time (not measured).
 */
const togetherMs = 30;
/** Clocks are coarser than what a prompt's token takes on a fast machine. */
const leastPromptTokenMs = 0.001;
/** A prompt alone keeps nobody waiting, but a cancelled request must not hold its slot for long. */
const aloneRounds = 3;

export function createPromptSchedule({ batchSize, targetStepMs, now, clients }: PromptScheduleOptions): PromptSchedule {
  /** When each task came. */
  const since = new WeakMap<StepTask, number>();
  /** Measured cost of one prompt token, in milliseconds; smoothed. */
  let promptTokenMs: number | undefined;

  function limits(tasks: readonly StepTask[], generating: number): ReadonlyMap<StepTask, number> {
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

  function waitedMs(task: StepTask): number {
    return now() - (since.get(task) ?? now());
  }

  function ahead(tasks: readonly StepTask[], aheadMs: number): StepTask[] {
    const reading = tasks.filter((task) => task.pendingPromptTokens > 0);
    const writing = tasks.filter((task) => task.isGenerating);
    if (promptTokenMs === undefined || writing.length === 0) return [];
    if (writing.some(({ isAwaited }) => isAwaited === true)) return [];
    const shortestMs = Math.min(...reading.map((task) => task.pendingPromptTokens)) * promptTokenMs;
    return aheadMs + 2 * Math.max(togetherMs, shortestMs) <= stepMs(tasks) ? reading : [];
  }

  return {
    came: (task) => void since.set(task, now()),
    limits,
    ahead,
    took(durationMs, promptTokens) {
      if (promptTokens < minPromptChunk) return;
      const tokenMs = durationMs / promptTokens;
      promptTokenMs = promptTokenMs === undefined ? tokenMs : promptTokenMs * 0.7 + tokenMs * 0.3;
    },
  };
}
