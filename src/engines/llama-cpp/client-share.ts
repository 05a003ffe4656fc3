/**
 * What is due to a client that asks seldom, while another has several replies under way. A request that comes during a
 * step waits for its end.
 *
 * 1. Its prompt is read and its first text written before the next tokens of the others. A first character can take three
 *    tokens, each of which would otherwise wait for a step of all replies.
 * 2. For a while after requests of different clients came, steps are short: prompts are read in small parts, and of many
 *    replies of one client a step advances half, by turns. Together they write a fifth less then.
 */
import type { StepTask } from "./step-task.ts";

export interface ClientShare {
  /** A request of `client` came. */
  came(client: string | undefined): void;
  /** What clients wait for that have no other reply under way; none while no client has several. */
  newcomers(tasks: readonly StepTask[]): StepTask[];
  /** Whether another client's request may come during a step of these tasks. */
  expectsOthers(tasks: readonly StepTask[]): boolean;
  /** Those of these tasks that the next step is for. */
  inTurn(tasks: readonly StepTask[]): readonly StepTask[];
}

/** How long another client is expected to come again. */
const memoryMs = 10_000;
const several = 2;
/** Replies of one client; a step of half of fewer is not much shorter. */
const many = 4;

export function createClientShare(now: () => number): ClientShare {
  let lastClient: string | undefined;
  let lastChangeMs = -Infinity;
  let isSecondHalf = false;
  const expectsOthers: ClientShare["expectsOthers"] = (tasks) =>
    now() - lastChangeMs < memoryMs && someHasSeveral(repliesByClient(tasks));

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
    expectsOthers,
    inTurn(tasks) {
      if (!expectsOthers(tasks)) return tasks;
      const replies = repliesByClient(tasks);
      const divided = tasks
        .filter(({ client, isGenerating }) => isGenerating && (replies.get(client) ?? 0) >= many)
        // Neighbours: sequences in one row are one pass over the weights.
        .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
      const middle = Math.ceil(divided.length / 2);
      const resting = new Set(isSecondHalf ? divided.slice(0, middle) : divided.slice(middle));
      isSecondHalf = !isSecondHalf;
      return tasks.filter((task) => !resting.has(task));
    },
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
