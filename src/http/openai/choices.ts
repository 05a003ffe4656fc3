/** The replies to one request: one, or `n` at once. */
import type { Reply, ReplyEvent } from "../../core/reply.ts";
import { collectReply } from "../../serving/collect-reply.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { commitLate } from "../commit-late.ts";
import type { RouteServices } from "../route-services.ts";

/** An event of one of the replies. */
export type ChoiceEvent = ReplyEvent & {
  /** Which reply, from 0; absent where there is only one. */
  readonly choice?: number;
};

/**
 * All replies as they are written, held back until the first of them has begun. Leaving early frees all of them.
 * @throws ReparteeError of a reply that failed before its first text: a real status instead of a frame in a 200.
 */
export async function streamChoices(
  { serving, clock, commitDeadlineMs }: Pick<RouteServices, "serving" | "clock" | "commitDeadlineMs">,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): Promise<AsyncIterable<ChoiceEvent>> {
  const [first, ...others] = requests;
  const isOne = first !== undefined && others.length === 0;
  const events = isOne ? serving.reply(first, signal) : mergeReplies(serving, requests, signal);
  return await commitLate<ChoiceEvent>(events, {
    clock,
    deadlineMs: commitDeadlineMs,
    settles(event) {
      if (event.type === "error") throw event.error;
      return event.type === "start" || event.type === "finish";
    },
  });
}

async function* mergeReplies(
  serving: Serving,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): AsyncGenerator<ChoiceEvent, void, void> {
  const group = new AbortController();
  const groupSignal = AbortSignal.any([signal, group.signal]);
  const iterators = requests.map((request) => serving.reply(request, groupSignal)[Symbol.asyncIterator]());
  const waiting = new Map<number, Promise<{ choice: number; result: IteratorResult<ReplyEvent> }>>();
  const advance = (iterator: AsyncIterator<ReplyEvent>, choice: number): void => {
    waiting.set(
      choice,
      iterator.next().then((result) => ({ choice, result })),
    );
  };
  try {
    for (const [choice, iterator] of iterators.entries()) advance(iterator, choice);
    while (waiting.size > 0) {
      const { choice, result } = await Promise.race(waiting.values());
      const iterator = iterators[choice];
      if (result.done === true || iterator === undefined) {
        waiting.delete(choice);
      } else {
        advance(iterator, choice);
        yield { ...result.value, choice };
      }
    }
  } finally {
    group.abort();
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

/**
 * All replies, whole. The first error ends the others.
 * @throws ReparteeError of the reply that failed first.
 */
export async function collectChoices(
  serving: Serving,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): Promise<readonly [Reply, ...Reply[]]> {
  const group = new AbortController();
  const groupSignal = AbortSignal.any([signal, group.signal]);
  try {
    const replies = requests.map((request) => collectReply(serving.reply(request, groupSignal)));
    const [first, ...rest] = await Promise.all(replies);
    if (first === undefined) throw new TypeError("A request has at least one reply");
    return [first, ...rest];
  } finally {
    group.abort();
  }
}
