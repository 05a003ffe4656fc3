/**
 * Replies that nobody is writing any more become `partial`: at the start, and where several processes share a database
 * from then on, for one of them may die at any time.
 */
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { DatabaseSource } from "../database.ts";
import { closeStreaming } from "../tables/messages.ts";
import { closeAbandoned } from "../tables/turn-leases.ts";
import type { ReadDatabase } from "./read-database.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface InterruptedReplies extends Disposable {
  /** As `ConversationStore.closeInterrupted`. */
  close(): Promise<number>;
}

export interface InterruptedRepliesOptions {
  readonly source: DatabaseSource;
  readonly queue: WriteQueue;
  readonly read: ReadDatabase;
  readonly clock: Clock;
  readonly log: Log;
  readonly isShared: boolean;
}

/** Longer than a lease: what a server left is closed at most so long after its leases have expired. */
const lookMs = 10_000;

export function createInterruptedReplies(options: InterruptedRepliesOptions): InterruptedReplies {
  const { source, queue, read, clock, log, isShared } = options;
  let claim: Disposable | undefined;
  let next: ScheduledCall | undefined;
  let isClosed = false;

  function lookAgain(): void {
    if (isClosed) return;
    next ??= clock.schedule(lookMs, () => {
      void look().finally(() => {
        next = undefined;
        lookAgain();
      });
    });
  }

  async function look(): Promise<void> {
    // A failure is in the log of the connection.
    const messages = await read("look for replies that nobody writes", ({ query }) => closeAbandoned(query)).catch(
      () => 0,
    );
    if (messages > 0) log.info({ messages }, "replies that another server left unfinished are partial");
  }

  /** Whether another process serves from the same database, which only one may. */
  async function isServedByAnother(): Promise<boolean> {
    if (source.claim === undefined || claim !== undefined) return false;
    claim = await source.claim();
    if (claim === undefined) {
      log.warn(
        {
          database: source.place,
          hint: "Name another file with --database-path, or let several servers share a PostgreSQL with DATABASE_URL",
        },
        "another process serves from the same SQLite file, which is for one: turns of one conversation may be mixed up",
      );
    }
    return claim === undefined;
  }

  return {
    async close() {
      if (isShared) {
        lookAgain();
        return (await queue.runFirst(({ query }) => closeAbandoned(query))) ?? 0;
      }
      // Queued before this function returns for the first time: what is written from then on is not touched.
      return (
        (await queue.runFirst(async ({ query }) => ((await isServedByAnother()) ? 0 : await closeStreaming(query)))) ??
        0
      );
    },
    [Symbol.dispose]() {
      isClosed = true;
      next?.cancel();
      claim?.[Symbol.dispose]();
    },
  };
}
