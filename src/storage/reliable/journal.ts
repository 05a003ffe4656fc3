/**
 * The writes that the database has not taken yet, in order. Bounded: what is one too many pushes out the oldest.
 *
 * Invariants: a key waits at most once between two barriers, at the place where it first came; a write is either
 * waiting or taken, and `writes()` has both, oldest first.
 */
import { keyOf, sizeOf, type Write } from "./write.ts";

export interface JournalLimits {
  readonly maxWrites: number;
  readonly maxBytes: number;
}

export interface JournalEntry {
  write: Write;
  readonly key: string;
  /** Rises with each entry. */
  readonly sequence: number;
  /** Told once: whether it is in the database. */
  readonly listeners: ((persisted: boolean) => void)[];
}

export interface Journal {
  /** How many wait or are taken. */
  readonly size: number;
  /** How many were given up since the start. */
  readonly dropped: number;
  add(write: Write): JournalEntry;
  /** A number between the entries before and those to come, which are not merged with those before. */
  barrier(): number;
  /** The oldest, at most `limit`, that came before `barrier`. They stay visible until `done` or `giveBack`. */
  take(limit: number, barrier?: number): readonly JournalEntry[];
  /** What was taken is in the database. */
  done(): void;
  /** What was taken waits again, but for entries that are newer in the meantime. */
  giveBack(): void;
  /** Gives up one that was taken: no database will ever take it. */
  refuse(entry: JournalEntry): void;
  writes(): readonly Write[];
  /** Everything that waits is told that it is not in the database; it goes on waiting. */
  tellWaiting(): void;
}

export function createJournal({ maxWrites, maxBytes }: JournalLimits, onDrop: (write: Write) => void): Journal {
  let waiting: JournalEntry[] = [];
  let taken: readonly JournalEntry[] = [];
  /** What of `waiting` may still be replaced by its key. */
  const open = new Map<string, JournalEntry>();
  let bytes = 0;
  let sequence = 0;
  let dropped = 0;

  function tell(entry: JournalEntry, persisted: boolean): void {
    for (const listener of entry.listeners.splice(0)) listener(persisted);
  }

  function drop(entry: JournalEntry): void {
    dropped += 1;
    onDrop(entry.write);
    tell(entry, false);
  }

  /** The oldest goes first; a conversation only when nothing else is left, for its messages could not be stored without. */
  function makeRoom(): void {
    while (waiting.length > 0 && (waiting.length + taken.length > maxWrites || bytes > maxBytes)) {
      const index = Math.max(
        0,
        waiting.findIndex(({ write }) => write.kind !== "conversation"),
      );
      for (const entry of waiting.splice(index, 1)) {
        bytes -= sizeOf(entry.write);
        if (open.get(entry.key) === entry) open.delete(entry.key);
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
      const known = open.get(key);
      if (known !== undefined) {
        // A conversation that is there stays as it is.
        if (write.kind !== "conversation") {
          bytes += sizeOf(write) - sizeOf(known.write);
          known.write = write;
          makeRoom();
        }
        return known;
      }
      sequence += 1;
      const entry: JournalEntry = { write, key, sequence, listeners: [] };
      waiting.push(entry);
      open.set(key, entry);
      bytes += sizeOf(write);
      makeRoom();
      return entry;
    },
    barrier() {
      open.clear();
      sequence += 1;
      return sequence;
    },
    take(limit, barrier = Infinity) {
      let count = 0;
      while (count < limit && (waiting[count]?.sequence ?? Infinity) < barrier) count += 1;
      taken = waiting.splice(0, count);
      for (const entry of taken) {
        bytes -= sizeOf(entry.write);
        if (open.get(entry.key) === entry) open.delete(entry.key);
      }
      return taken;
    },
    done() {
      const stored = taken;
      taken = [];
      for (const entry of stored) tell(entry, true);
    },
    giveBack() {
      const back = taken.filter((entry) => {
        const newer = entry.write.kind === "conversation" ? undefined : open.get(entry.key);
        if (newer === undefined) return true;
        newer.listeners.push(...entry.listeners.splice(0));
        return false;
      });
      taken = [];
      for (const entry of back) {
        bytes += sizeOf(entry.write);
        if (!open.has(entry.key)) open.set(entry.key, entry);
      }
      waiting = [...back, ...waiting];
      makeRoom();
    },
    refuse(entry) {
      taken = taken.filter((other) => other !== entry);
      drop(entry);
    },
    writes: () => [...taken, ...waiting].map(({ write }) => write),
    tellWaiting() {
      for (const entry of [...taken, ...waiting]) tell(entry, false);
    },
  };
}
