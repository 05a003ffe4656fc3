import { toReparteeError, type ReparteeError } from "../../core/errors.ts";
import type { PromptReader } from "./prompt-reader.ts";
import type { StepTask } from "./step-task.ts";

/** Reads a prompt that nobody asked for, in steps short enough for a request that may come. */
export interface AheadTask extends StepTask {
  /** To be asked once the task has ended. @throws ReparteeError when reading failed. */
  outcome(): AheadOutcome;
}

export interface AheadOutcome {
  /** False where it was ended before. */
  readonly isWhole: boolean;
  readonly readTokens: number;
  readonly readMs: number;
}

export interface AheadTaskOptions {
  /** Its last token is left: it is not a part of what is read. */
  readonly prompt: PromptReader;
  /** As in `StepTask`. */
  readonly isBatched: boolean;
  /** How long one step should take, in milliseconds. */
  readonly targetStepMs: number;
  /** Ends it with the step that runs. */
  readonly signal: AbortSignal;
  /** Done before anything is read; may fill the cache from elsewhere. Must not throw. */
  readonly onBegin: () => Promise<void>;
  /** Done once all is read, as a step of its own. Must not throw. */
  readonly onRead: (readMs: number) => Promise<void>;
  readonly now: () => number;
}

/** So few that a slow processor reads them in about a step. Of less, most of a step would go into reading the weights. */
const leastChunk = 8;

export function createAheadTask(options: AheadTaskOptions): AheadTask {
  const { prompt, signal, targetStepMs, now } = options;
  let chunk = leastChunk;
  let readMs = 0;
  let isDone = false;
  let failure: ReparteeError | undefined;

  const unread = (): number => prompt.pendingTokens() - 1;

  async function read(limit: number): Promise<void> {
    const before = prompt.readTokens();
    const startedAt = now();
    await prompt.read(Math.min(limit, chunk));
    const tookMs = now() - startedAt;
    readMs += tookMs;
    const tokens = prompt.readTokens() - before;
    if (tookMs > 0) chunk = Math.max(leastChunk, Math.floor((tokens * targetStepMs) / tookMs));
  }

  async function step(limit: number): Promise<boolean> {
    if (signal.aborted) return true;
    if (unread() > 0) {
      await read(limit);
      return false;
    }
    await options.onRead(readMs);
    isDone = true;
    return true;
  }

  return {
    isGenerating: false,
    isReady: true,
    isAhead: true,
    isBatched: options.isBatched,
    async begin() {
      if (signal.aborted) return;
      await options.onBegin();
      await prompt.begin();
    },
    get pendingPromptTokens() {
      return signal.aborted ? 0 : unread();
    },
    get promptTokensRead() {
      return prompt.readTokens();
    },
    async step(promptTokenLimit) {
      let isOver = true;
      try {
        isOver = await step(promptTokenLimit);
      } catch (thrown) {
        failure = toReparteeError(thrown, "generation_failed");
      }
      // Within the step: who waits for this prompt is looked at right after it.
      if (isOver) prompt.end();
      return isOver;
    },
    outcome() {
      if (failure !== undefined) throw failure;
      return { isWhole: isDone, readTokens: prompt.readTokens(), readMs };
    },
  };
}
