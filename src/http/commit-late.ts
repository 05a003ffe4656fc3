import type { Clock } from "../core/clock.ts";

export interface CommitOptions<Item> {
  /** Whether the answer's status is settled by this item. Throwing refuses the answer. */
  readonly settles: (item: Item) => boolean;
  /** Called with each item that is dropped. */
  readonly onDropped?: ((item: Item) => void) | undefined;
  readonly deadlineMs: number;
  readonly clock: Clock;
}

/**
 * Holds a stream back until its first settling item, so that an error before the first token is a real HTTP status and
 * not a frame inside a 200. After `deadlineMs` the stream is passed on all the same: clients and proxies give up on an
 * answer that has not begun. Items before the settling one are dropped.
 */
export async function commitLate<Item>(
  items: AsyncIterable<Item>,
  options: CommitOptions<Item>,
): Promise<AsyncIterable<Item>> {
  const iterator = items[Symbol.asyncIterator]();
  let passed: (value: "deadline") => void = () => {};
  const deadline = new Promise<"deadline">((resolve) => (passed = resolve));
  const timer = options.clock.schedule(options.deadlineMs, () => passed("deadline"));
  try {
    for (;;) {
      const next = iterator.next();
      const first = await Promise.race([next, deadline]);
      if (first === "deadline") return resume(next, iterator);
      if (first.done === true || options.settles(first.value)) return resume(Promise.resolve(first), iterator);
      options.onDropped?.(first.value);
    }
  } catch (thrown) {
    await iterator.return?.();
    throw thrown;
  } finally {
    timer.cancel();
  }
}

/** No generator: it would cost every token some microseconds. */
function resume<Item>(
  first: Promise<IteratorResult<Item>>,
  iterator: AsyncIterator<Item>,
): AsyncIterableIterator<Item, void> {
  let held: Promise<IteratorResult<Item>> | undefined = first;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const next = held ?? iterator.next();
      held = undefined;
      return next;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}
