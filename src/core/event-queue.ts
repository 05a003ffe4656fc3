/** What was produced and not yet read, between one producer and one reader. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  /** No more events; the reader gets what is left and ends. */
  end(): void;
  /** Events waiting to be read. */
  size(): number;
}

export interface EventQueueHooks {
  /** The reader took an event. */
  readonly onRead: () => void;
  /** The reader left before the end. */
  readonly onLeave: () => void;
}

export function createEventQueue<Event>({ onRead, onLeave }: EventQueueHooks): EventQueue<Event> {
  let events: Event[] = [];
  let ended = false;
  let wake: (() => void) | undefined;

  async function* read(): AsyncGenerator<Event, void, undefined> {
    try {
      while (true) {
        const taken = events;
        events = [];
        for (const event of taken) {
          yield event;
          onRead();
        }
        if (events.length > 0) continue;
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
    size: () => events.length,
    [Symbol.asyncIterator]: read,
  };
}
