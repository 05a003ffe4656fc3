/** What was produced and not yet read, between one producer and one reader. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  /** No more events; the reader gets what is left and ends. */
  end(): void;
  /** Forgets what was not read yet. */
  clear(): void;
  /** Events waiting to be read. */
  size(): number;
}

export interface EventQueueHooks {
  /** The reader asked for its first event. A queue that is never read has no producer to feed it. */
  readonly onOpen: () => void;
  /** The reader took an event. */
  readonly onRead: () => void;
  /** The reader left before the end. */
  readonly onLeave: () => void;
}

/** Only one reader at a time may iterate. */
export function createEventQueue<Event>({ onOpen, onRead, onLeave }: EventQueueHooks): EventQueue<Event> {
  let events: Event[] = [];
  /** Index of the next event to read: shifting an array with every event costs more than a cut now and then. */
  let head = 0;
  let ended = false;
  let wake: (() => void) | undefined;

  function take(): Event | undefined {
    const event = events[head];
    head += 1;
    if (head === events.length) clear();
    return event;
  }

  function clear(): void {
    events = [];
    head = 0;
  }

  async function* read(): AsyncGenerator<Event, void, undefined> {
    onOpen();
    try {
      while (true) {
        while (head < events.length) {
          const event = take();
          if (event !== undefined) yield event;
          onRead();
        }
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
      }
    } finally {
      if (!ended) onLeave();
    }
  }

  return {
    push(event) {
      if (ended) return;
      events.push(event);
      wake?.();
    },
    end() {
      ended = true;
      wake?.();
    },
    clear,
    size: () => events.length - head,
    [Symbol.asyncIterator]: read,
  };
}
