import type { ReplyEvent } from "../core/reply.ts";

/** The writer's end of a reply's stream. */
export interface ReplyOutput {
  /** Hands an event to the reader. After a terminal event, and after the reader left, nothing is taken any more. */
  emit(event: ReplyEvent): void;
  /** Undefined when the reader keeps up; else a promise for the moment when it has caught up. */
  room(): Promise<void> | undefined;
}

export interface ReplyStreamOptions {
  /** Writes the reply, the one terminal event included. Called at the first `next()`; must not throw. */
  readonly run: (output: ReplyOutput) => Promise<void>;
  /** The reader left: `run` is to come to its end soon. */
  readonly leave: () => void;
}

/**
 * How many events a reader may be behind before the model waits for it: some 20 s of a fast model, at most a few
 * hundred kilobytes. Up to there a slow reader does not hold a model.
 */
const readAhead = 1_024;

/**
 * The one queue between a running reply and its reader. A plain queue and not an async generator: one reply passes
 * through admission, several models and a template, and each layer of generators would cost every token some
 * microtasks.
 */
export function createReplyStream({ run, leave }: ReplyStreamOptions): AsyncIterableIterator<ReplyEvent> {
  const events: ReplyEvent[] = [];
  const readers: ((result: IteratorResult<ReplyEvent>) => void)[] = [];
  let finished: Promise<void> | undefined;
  /** No event will be added. */
  let closed = false;
  let caughtUp: (() => void) | undefined;
  let whenCaughtUp: Promise<void> | undefined;

  function close(): void {
    closed = true;
    for (const reader of readers.splice(0)) reader({ done: true, value: undefined });
    caughtUp?.();
  }

  const output: ReplyOutput = {
    emit(event) {
      if (closed) return;
      const reader = readers.shift();
      if (reader === undefined) events.push(event);
      else reader({ done: false, value: event });
      if (event.type === "finish" || event.type === "error") close();
    },
    room() {
      if (events.length < readAhead || closed) return undefined;
      whenCaughtUp ??= new Promise((resolve) => (caughtUp = resolve));
      return whenCaughtUp;
    },
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (finished === undefined && !closed) finished = run(output);
      const event = events.shift();
      if (event !== undefined) {
        if (whenCaughtUp !== undefined && events.length <= readAhead / 2) {
          caughtUp?.();
          whenCaughtUp = undefined;
        }
        return Promise.resolve({ done: false, value: event });
      }
      if (closed) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => readers.push(resolve));
    },
    async return() {
      events.length = 0;
      close();
      leave();
      await finished;
      return { done: true, value: undefined };
    },
  };
}
