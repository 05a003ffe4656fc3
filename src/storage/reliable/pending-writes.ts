/**
 * The writes that are not in the database yet, in order. Bounded: a write too many drops the oldest.
 *
 * Invariants: a key is pending at most once between two barriers, at the place where it first came; a write is either
 * waiting or taken, and `writes()` has both, oldest first.
 */
import type { Clock } from "../../core/clock.ts";
import { keyOf, sizeOf, type Write } from "./write.ts";

export interface PendingLimits {
  readonly maxWrites: number;
  readonly maxBytes: number;
}

export interface PendingWrite {
  write: Write;
  readonly key: string;
  /** Rises with each entry. */
  readonly sequence: number;
  /** When it was written, by the process's clock; of a message when it was first written. */
  queuedMs: number;
  /** Called once: whether it is in the database. */
  readonly listeners: ((persisted: boolean) => void)[];
}

export interface PendingWrites {
  /** Waiting and taken ones. */
  readonly size: number;
  /** How many were dropped since the start. */
  readonly dropped: number;
  add(write: Write): PendingWrite;
  /** A number between the entries before and those to come, which are not merged with those before. */
  addBarrier(): number;
  /** The oldest before `barrier`, at most `limit`. They stay in `writes()` until `commit` or `putBack`. */
  take(limit: number, barrier?: number): readonly PendingWrite[];
  /** The taken ones are in the database. */
  commit(): void;
  /** The taken ones wait again, except where a newer write has the same key. */
  putBack(): void;
  /** Drops one that was taken: no attempt will ever store it. */
  refuse(entry: PendingWrite): void;
  writes(): readonly Write[];
  /** Calls all listeners with false; the writes stay pending. */
  notifyWaiting(): void;
}

export function createPendingWrites(
  { maxWrites, maxBytes }: PendingLimits,
  clock: Pick<Clock, "now">,
  onDrop: (write: Write) => void,
): PendingWrites {
  let waiting: PendingWrite[] = [];
  let taken: readonly PendingWrite[] = [];
  /** Waiting writes that a later one with the same key may still replace. */
  const replaceable = new Map<string, PendingWrite>();
  let bytes = 0;
  let sequence = 0;
  let dropped = 0;

  function notify(entry: PendingWrite, persisted: boolean): void {
    for (const listener of entry.listeners.splice(0)) listener(persisted);
  }

  function drop(entry: PendingWrite): void {
    dropped += 1;
    onDrop(entry.write);
    notify(entry, false);
  }

  function leave(entry: PendingWrite): void {
    bytes -= sizeOf(entry.write);
    if (replaceable.get(entry.key) === entry) replaceable.delete(entry.key);
  }

  /** The oldest is dropped first; a conversation last, because its messages could not be stored without it. */
  function makeRoom(): void {
    while (waiting.length > 0 && (waiting.length + taken.length > maxWrites || bytes > maxBytes)) {
      const index = waiting.findIndex(({ write }) => write.kind !== "conversation");
      for (const entry of waiting.splice(Math.max(0, index), 1)) {
        leave(entry);
        drop(entry);
      }
    }
  }

  return {
    get size() {
      return waiting.length + taken.length;
    },
    get dropped() {
      return dropped;
    },
    add(write) {
      const key = keyOf(write);
      const known = replaceable.get(key);
      if (known !== undefined) {
        // A conversation that exists stays as it is.
        if (write.kind === "conversation") return known;
        bytes += sizeOf(write) - sizeOf(known.write);
        known.write = write;
        if (write.kind === "persona-override") known.queuedMs = clock.now();
        makeRoom();
        return known;
      }
      sequence += 1;
      const entry: PendingWrite = { write, key, sequence, queuedMs: clock.now(), listeners: [] };
      waiting.push(entry);
      replaceable.set(key, entry);
      bytes += sizeOf(write);
      makeRoom();
      return entry;
    },
    addBarrier() {
      replaceable.clear();
      sequence += 1;
      return sequence;
    },
    take(limit, barrier = Infinity) {
      let count = 0;
      while (count < limit && (waiting[count]?.sequence ?? Infinity) < barrier) count += 1;
      taken = waiting.splice(0, count);
      for (const entry of taken) leave(entry);
      return taken;
    },
    commit() {
      const stored = taken;
      taken = [];
      for (const entry of stored) notify(entry, true);
    },
    putBack() {
      const back = taken.filter((entry) => {
        const newer = entry.write.kind === "conversation" ? undefined : replaceable.get(entry.key);
        if (newer === undefined) return true;
        newer.listeners.push(...entry.listeners.splice(0));
        return false;
      });
      taken = [];
      for (const entry of back) {
        bytes += sizeOf(entry.write);
        if (!replaceable.has(entry.key)) replaceable.set(entry.key, entry);
      }
      waiting = [...back, ...waiting];
      makeRoom();
    },
    refuse(entry) {
      taken = taken.filter((other) => other !== entry);
      drop(entry);
    },
    writes: () => [...taken, ...waiting].map(({ write }) => write),
    notifyWaiting() {
      for (const entry of [...taken, ...waiting]) notify(entry, false);
    },
  };
}
