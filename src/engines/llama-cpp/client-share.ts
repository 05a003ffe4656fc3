/**
 * What is due to a client that asks seldom, while another has several replies under way. A request that comes during a
 * step waits for its end.
 *
 * 1. Its prompt is read and its first text written before the next tokens of the others. A first character can take three
 *    tokens, each of which would otherwise wait for a step of all replies.
 * 2. For a while after requests of different clients came, prompts are read in small parts.
 */
import type { StepTask } from "./step-task.ts";

export interface ClientShare {
  /** A request of `client` came. */
  came(client: string | undefined): void;
  /** What clients wait for that have no other reply under way; none while no client has several. */
  newcomers(tasks: readonly StepTask[]): StepTask[];
  /** Whether another client's request may come during a step of these tasks. */
  expectsOthers(tasks: readonly StepTask[]): boolean;
  /** Whether a client has several replies under way. */
  isShared(tasks: readonly StepTask[]): boolean;
}

/** How long another client is expected to come again. */
const memoryMs = 10_000;
const several = 2;

export function createClientShare(now: () => number): ClientShare {
  let lastClient: string | undefined;
  let lastChangeMs = -Infinity;
  return {
    came(client) {
      if (lastClient !== undefined && client !== lastClient) lastChangeMs = now();
      lastClient = client;
    },
    newcomers(tasks) {
      const replies = repliesByClient(tasks);
      if (!someHasSeveral(replies)) return [];
      return tasks.filter((task) => isWaitedFor(task) && !replies.has(task.client));
    },
    isShared: (tasks) => someHasSeveral(repliesByClient(tasks)),
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
