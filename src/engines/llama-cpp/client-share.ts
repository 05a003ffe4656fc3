/**
 * What is due to a client that asks seldom, while another has several replies under way. A request that comes during a
 * step waits for its end.
 *
 * 1. Its prompt is read and its first text written before the next tokens of the others. A first character can take three
 *    tokens, each of which would otherwise wait for a step of all replies.
 * 2. For a while after requests of different clients came, prompts are read in small parts.
 * 3. One that asked again within milliseconds of its last reply, as a program does that works step by step, is waited for
 *    as long the next time: its request would come right after the next step began, and wait for all of it.
 */
import type { StepTask } from "./step-task.ts";

export interface ClientShare {
  /** A request of `client` came. */
  came(client: string | undefined): void;
  /** What clients wait for that have no other reply under way; none while no client has several. */
  newcomers(tasks: readonly StepTask[]): StepTask[];
  /** Whether another client's request may come during a step of these tasks. */
  expectsOthers(tasks: readonly StepTask[]): boolean;
  /** A task of `client` ended, and these are left. */
  ended(client: string | undefined, left: readonly StepTask[]): void;
  /** How long the next step of these tasks should wait for a client that is about to ask again; 0 when none is. */
  pauseMs(tasks: readonly StepTask[]): number;
}

/** How long another client is expected to come again. */
const memoryMs = 10_000;
const several = 2;
/** Longest time between a reply and the next request that is waited for: less than a step. */
const soonMs = 25;
/** One that is late so many times in a row is waited for no more, until it comes soon again. */
const mostMisses = 3;

export function createClientShare(now: () => number): ClientShare {
  let lastClient: string | undefined;
  let lastChangeMs = -Infinity;
  /** The client whose last task ended last, and when. */
  let left: { readonly client: string; readonly atMs: number } | undefined;
  /** Clients that asked again soon, after what time, and how often they have been late since. */
  const returns = new Map<string, { readonly usualMs: number; readonly misses: number }>();

  function noteReturn(client: string, afterMs: number): void {
    const known = returns.get(client);
    if (afterMs <= soonMs) returns.set(client, { usualMs: afterMs, misses: 0 });
    else if (known !== undefined && known.misses + 1 < mostMisses) {
      returns.set(client, { ...known, misses: known.misses + 1 });
    } else returns.delete(client);
  }

  return {
    came(client) {
      if (lastClient !== undefined && client !== lastClient) lastChangeMs = now();
      lastClient = client;
      if (left === undefined || left.client !== client) return;
      noteReturn(left.client, now() - left.atMs);
      left = undefined;
    },
    ended(client, tasks) {
      if (client === undefined || tasks.some((task) => task.client === client)) return;
      left = { client, atMs: now() };
    },
    pauseMs(tasks) {
      const known = left === undefined ? undefined : returns.get(left.client);
      if (left === undefined || known === undefined || !someHasSeveral(repliesByClient(tasks))) return 0;
      return Math.max(0, left.atMs + Math.min(soonMs, 2 * known.usualMs + 1) - now());
    },
    newcomers(tasks) {
      const replies = repliesByClient(tasks);
      if (!someHasSeveral(replies)) return [];
      return tasks.filter((task) => isWaitedFor(task) && !replies.has(task.client));
    },
    expectsOthers: (tasks) => now() - lastChangeMs < memoryMs && someHasSeveral(repliesByClient(tasks)),
  };
}

function isWaitedFor({ isAwaited, isGenerating, pendingPromptTokens }: StepTask): boolean {
  return pendingPromptTokens > 0 || (isGenerating && isAwaited === true);
}

/** Of those that have begun. */
function repliesByClient(tasks: readonly StepTask[]): ReadonlyMap<string | undefined, number> {
  const replies = new Map<string | undefined, number>();
  for (const { client, isAwaited, isGenerating } of tasks) {
    if (isGenerating && isAwaited !== true) replies.set(client, (replies.get(client) ?? 0) + 1);
  }
  return replies;
}

function someHasSeveral(replies: ReadonlyMap<unknown, number>): boolean {
  return [...replies.values()].some((count) => count >= several);
}
