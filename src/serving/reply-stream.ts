import { createDeferred, type Deferred } from "../core/deferred.ts";
import { createEventQueue } from "../core/event-queue.ts";
import type { ReplyEvent } from "../core/reply.ts";

/** The writer's end of a reply's stream. */
export interface ReplyOutput {
  /** Hands an event to the reader. Ignored after a terminal event and after the reader left. */
  emit(event: ReplyEvent): void;
  /** Undefined while the reader keeps up; else a promise for the moment when it has caught up. */
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
 * The one queue between a running reply and its reader. A queue and not async generators: one reply goes through
 * admission, several models and a template, and each layer of generators would cost every token some microseconds.
 */
export function createReplyStream({ run, leave }: ReplyStreamOptions): AsyncIterableIterator<ReplyEvent, undefined> {
  let finished: Promise<void> | undefined;
  let isLeft = false;
  let caughtUp: Deferred<void> | undefined;

  const queue = createEventQueue<ReplyEvent>({
    onOpen() {
      if (!isLeft) finished = run(output);
    },
    onRead() {
      if (caughtUp !== undefined && queue.unread <= readAhead / 2) resume();
    },
    onLeave: leave,
  });

  function resume(): void {
    caughtUp?.resolve(undefined);
    caughtUp = undefined;
  }

  const output: ReplyOutput = {
    emit(event) {
      queue.push(event);
      if (event.type !== "finish" && event.type !== "error") return;
      queue.end();
      resume();
    },
    room() {
      if (queue.unread < readAhead || isLeft) return undefined;
      caughtUp ??= createDeferred();
      return caughtUp.promise;
    },
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => queue.next(),
    async return() {
      isLeft = true;
      const left = queue.return();
      resume();
      // A reader that leaves finds everything released.
      await finished;
      return await left;
    },
  };
}
