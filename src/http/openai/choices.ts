import type { Reply, ReplyEvent } from "../../core/reply.ts";
import { collectReply } from "../../serving/collect-reply.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";

/** An event of one of the replies that a request asked for. */
export interface ChoiceEvent {
  readonly index: number;
  readonly event: ReplyEvent;
}

/** All replies at once, their events as they come. Leaving early frees all of them. */
export async function* streamChoices(
  serving: Serving,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): AsyncGenerator<ChoiceEvent, void, void> {
  const [only] = requests;
  if (only !== undefined && requests.length === 1) {
    for await (const event of serving.reply(only, signal)) yield { index: 0, event };
    return;
  }
  const group = new AbortController();
  const groupSignal = AbortSignal.any([signal, group.signal]);
  const iterators = requests.map((request) => serving.reply(request, groupSignal)[Symbol.asyncIterator]());
  const waiting = new Map<number, Promise<{ index: number; result: IteratorResult<ReplyEvent> }>>();
  const advance = (iterator: AsyncIterator<ReplyEvent>, index: number): void => {
    waiting.set(
      index,
      iterator.next().then((result) => ({ index, result })),
    );
  };
  try {
    for (const [index, iterator] of iterators.entries()) advance(iterator, index);
    while (waiting.size > 0) {
      const { index, result } = await Promise.race(waiting.values());
      const iterator = iterators[index];
      if (result.done === true || iterator === undefined) {
        waiting.delete(index);
      } else {
        advance(iterator, index);
        yield { index, event: result.value };
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
    if (first === undefined) throw new TypeError("A request asks for one reply or more");
    return [first, ...rest];
  } finally {
    group.abort();
  }
}
