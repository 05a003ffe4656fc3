/**
 * One turn of a conversation at a time, in all processes that share the database: within this one by a mutex, between
 * them by a row that expires unless it is renewed, by the database's clock.
 *
 * 1. A lease is taken before the turn's first write and ended by a write after its last one.
 * 2. No reply waits for the database for longer than `timeoutMs`: without it, a turn goes on without a lease, and gets
 *    one when the database is back.
 * 3. A process that dies leaves leases that expire after `leaseMs`; a process whose lease expired may answer beside
 *    another one, and nothing is overwritten: each turn's messages have ids of their own.
 */
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import { createDeferred } from "../../core/deferred.ts";
import type { Log } from "../../core/log.ts";
import { createKeyedMutex, type Release } from "../../core/mutex.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { renewLeases, takeLease, type LeaseHolder, type TurnLease } from "../tables/turn-leases.ts";
import type { Connection } from "./connection.ts";
import { createReadDatabase } from "./read-database.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface TurnLeases extends Disposable {
  /** As `ConversationStore.acquireTurn`. */
  acquire(conversationId: string, signal: AbortSignal): Promise<Release>;
}

export interface TurnLeaseOptions {
  readonly connection: Connection;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether other processes may share the database; otherwise there are no rows. */
  readonly isShared: boolean;
  /** Longest that a turn waits for the database, as other reads do: a shorter wait would call a slow database unavailable. */
  readonly timeoutMs: number;
}

/** A server that died keeps its conversations waiting for so long. */
const leaseMs = 6_000;
/** Two may be late or lost. */
const renewMs = 2_000;
/** Between two looks at a lease that another server has. */
const firstLookMs = 25;
const maxLookMs = 200;

interface ActiveTurn extends TurnLease {
  hasLease: boolean;
}

export function createTurnLeases({ connection, queue, clock, log, isShared, timeoutMs }: TurnLeaseOptions): TurnLeases {
  const holder: LeaseHolder = { server: crypto.randomUUID(), leaseMs };
  const mutex = createKeyedMutex();
  const useDatabase = createReadDatabase(connection, clock, timeoutMs);
  const active = new Map<string, ActiveTurn>();
  let renewal: ScheduledCall | undefined;
  let isClosed = false;

  /** Undefined: the database is unavailable. */
  async function attempt<T>(work: Parameters<typeof useDatabase<T>>[1]): Promise<T | undefined> {
    if (connection.isDown || isClosed) return undefined;
    return await useDatabase("lease a conversation", work).catch(() => undefined);
  }

  /** Takes the lease as soon as no other server has it. */
  async function waitForLease(turn: ActiveTurn, signal: AbortSignal): Promise<void> {
    for (let lookMs = firstLookMs; ; lookMs = Math.min(maxLookMs, lookMs * 2)) {
      const isTaken = await attempt(({ query }) => takeLease(query, turn, holder));
      turn.hasLease = isTaken === true;
      if (isTaken !== false) return;
      const look = createDeferred<void>();
      const timer = clock.schedule(lookMs, look.resolve);
      await untilAborted(look.promise, signal, "answer").finally(() => timer.cancel());
    }
  }

  function end(turn: ActiveTurn): void {
    if (turn.hasLease) void queue.write({ kind: "turn-end", conversationId: turn.conversationId, turn: turn.turn });
  }

  async function renew(): Promise<void> {
    const turns = [...active.values()];
    // All have ended since the renewal was scheduled; a statement without rows is an error.
    if (turns.length === 0) return;
    const renewed = await attempt(({ query }) => renewLeases(query, turns, holder));
    if (renewed === undefined) return;
    for (const turn of turns) {
      const had = turn.hasLease;
      turn.hasLease = renewed.includes(turn.turn);
      if (active.get(turn.conversationId) !== turn) {
        // It ended meanwhile, and the renewal may have come after its end.
        end(turn);
      } else if (had && !turn.hasLease) {
        log.warn({ conversation: turn.conversationId }, "another server answers in the same conversation meanwhile");
      }
    }
  }

  function scheduleRenewal(): void {
    if (isClosed || active.size === 0) return;
    renewal ??= clock.schedule(renewMs, () => {
      void renew().finally(() => {
        renewal = undefined;
        scheduleRenewal();
      });
    });
  }

  return {
    async acquire(conversationId, signal) {
      const release = await mutex.acquire(conversationId, signal, "answer");
      if (!isShared) return release;
      const turn: ActiveTurn = { conversationId, turn: crypto.randomUUID(), hasLease: false };
      try {
        await waitForLease(turn, signal);
      } catch (thrown) {
        release();
        throw thrown;
      }
      active.set(conversationId, turn);
      scheduleRenewal();
      return () => {
        if (active.get(conversationId) !== turn) return;
        active.delete(conversationId);
        end(turn);
        release();
      };
    },
    [Symbol.dispose]() {
      isClosed = true;
      renewal?.cancel();
    },
  };
}
