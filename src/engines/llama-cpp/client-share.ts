/**
 * What is due to a client that asks seldom, while another has several replies under way.
 *
 * 1. Its prompt is read, and its reply begun, before the next tokens of the others: it does not wait through steps that are
 *    the work of who asks always. A first character can take three tokens.
 * 2. For a while after clients took turns, steps are kept short: it waits for the end of the one that it comes into.
 */
import type { StepTask } from "./step-task.ts";

export interface ClientShare {
  /** A request of `client` came. */
  came(client: string | undefined): void;
  /** What clients wait for that have no other reply under way; none while no client has several. */
  newcomers(tasks: readonly StepTask[]): StepTask[];
  /** Whether somebody else may come into a step of these tasks. */
  expectsOthers(tasks: readonly StepTask[]): boolean;
}

/** Who came within this time may come again. */
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
