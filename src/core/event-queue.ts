/** What was produced and not yet read, between one producer and one reader. */
export interface EventQueue<Event> extends AsyncIterableIterator<Event, undefined> {
  /** Ignored after `end`. */
  push(event: Event): void;
  /** No more events; the reader gets what is left and ends. */
  end(): void;
  /** Drops what was not read yet, and returns it. */
  clear(): Event[];
  /** Drops what was not read yet and gives `event` instead, after `end` as well. */
  replaceUnread(event: Event): void;
  /** Events that wait to be read. */
  readonly unread: number;
  next(): Promise<IteratorResult<Event, undefined>>;
  /** The reader leaves: what is left is dropped. */
  return(): Promise<IteratorResult<Event, undefined>>;
}

export interface EventQueueOptions<Event> {
  /** The reader asks for its first event. A queue that is never read has no producer to feed it. */
  readonly onOpen?: () => void;
  /** The reader took an event. */
  readonly onRead?: () => void;
  /** The reader left before the end. */
  readonly onLeave?: () => void;
  /** Bounds the memory of a queue whose producer cannot be paused. */
  readonly merge?: {
    /** From this many unread events on, a new one is merged into the last. */
    readonly fromUnread: number;
    /** One event that means what both mean, or undefined where there is none: then both are kept. */
    merge(last: Event, event: Event): Event | undefined;
  };
}

export function createEventQueue<Event>(options: EventQueueOptions<Event> = {}): EventQueue<Event> {
  const { onOpen, onRead, onLeave, merge } = options;
  const events: Event[] = [];
  const readers: ((result: IteratorResult<Event, undefined>) => void)[] = [];
  let isOpen = false;
  let isEnded = false;

  function end(): void {
    isEnded = true;
    for (const reader of readers.splice(0)) reader({ value: undefined, done: true });
  }

  function keep(event: Event): void {
    const last = events.at(-1);
    const isFull = merge !== undefined && last !== undefined && events.length >= merge.fromUnread;
    const merged = isFull ? merge.merge(last, event) : undefined;
    if (merged === undefined) events.push(event);
    else events[events.length - 1] = merged;
  }

  const queue: EventQueue<Event> = {
    push(event) {
      if (isEnded) return;
      const reader = readers.shift();
      if (reader === undefined) return keep(event);
      reader({ value: event, done: false });
      onRead?.();
    },
    end,
    clear: () => events.splice(0),
    replaceUnread: (event) => void events.splice(0, Infinity, event),
    get unread() {
      return events.length;
    },
    next() {
      if (!isOpen) {
        isOpen = true;
        onOpen?.();
      }
      if (events.length > 0) {
        const value = events.shift() as Event;
        onRead?.();
        return Promise.resolve({ value, done: false });
      }
      if (isEnded) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => readers.push(resolve));
    },
    return() {
      events.length = 0;
      if (!isEnded) {
        end();
        onLeave?.();
      }
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]: () => queue,
  };
  return queue;
}
