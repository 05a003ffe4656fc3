/**
 * The frames of one stream, as they come, for any number of readers.
 *
 * 1. Each event has the id `run.number`; a reader begins after one of them, and gets each later frame once.
 * 2. Frames beyond `maxBytes` push the oldest out: a reader that needs them gets an error, not a gap.
 * 3. Every reader ends as the stream did: with its terminal frame, or with its error. The terminal frame is shown when
 *    what is to happen before it has happened: a reply that a client has whole is stored.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { FrameSource } from "../event-stream.ts";
import { withEventId } from "./event-id.ts";

export interface RecordedStream {
  readonly run: string;
  /** The number of the first event that a client with this last id lacks. @throws ReparteeError `event_not_found`. */
  next(lastEventId: string | undefined): number;
  /** The frames from event `first` on. */
  read(first: number): FrameSource;
}

export interface StreamRecorder extends RecordedStream {
  /**
   * Reads the source to its end; never rejects. Before the terminal frame is shown, `beforeEnd` gets all frames, or
   * undefined where the first were pushed out.
   */
  record(source: FrameSource, beforeEnd: (frames: readonly string[] | undefined) => Promise<unknown>): Promise<void>;
}

/** Some ten times the longest reply of a persona. */
const keptBytes = 4 * 1024 * 1024;

export function createStreamRecorder(run: string, maxBytes: number = keptBytes): StreamRecorder {
  const frames: string[] = [];
  let dropped = 0;
  let bytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let waiting: (() => void)[] = [];

  const numbered = (frame: string): string => withEventId(frame, `${run}.${dropped + frames.length + 1}`);

  function add(frame: string): void {
    frames.push(frame);
    bytes += frame.length;
    while (bytes > maxBytes && frames.length > 1) {
      bytes -= frames.shift()?.length ?? 0;
      dropped += 1;
    }
    wake();
  }

  function wake(): void {
    const readers = waiting;
    waiting = [];
    for (const resolve of readers) resolve();
  }

  return {
    run,
    ...createReading({
      run,
      frames,
      dropped: () => dropped,
      end: () => end,
      changed: () => new Promise((resolve) => waiting.push(resolve)),
    }),
    async record(source, beforeEnd) {
      try {
        let next = await source.next();
        for (; next.done !== true; next = await source.next()) add(numbered(next.value));
        const last = numbered(next.value);
        await beforeEnd(dropped === 0 && bytes + last.length <= maxBytes ? [...frames, last] : undefined);
        add(last);
        end = {};
      } catch (error) {
        end = { error };
      }
      wake();
    },
  };
}

/** A stream that is over; its frames have their ids. */
export function createEndedStream(run: string, frames: readonly string[]): RecordedStream {
  const changed = async (): Promise<void> => {};
  return { run, ...createReading({ run, frames, dropped: () => 0, end: () => ({}), changed }) };
}

interface Recording {
  readonly run: string;
  readonly frames: readonly string[];
  /** How many were pushed out at the front. */
  dropped(): number;
  end(): { readonly error?: unknown } | undefined;
  changed(): Promise<void>;
}

function createReading({ run, frames, dropped, end, changed }: Recording): Omit<RecordedStream, "run"> {
  return {
    next(lastEventId) {
      if (lastEventId === undefined) return 1;
      const [, of, number] = /^([\w-]+)\.(\d{1,9})$/.exec(lastEventId) ?? [];
      const next = Number(number) + 1;
      if (of !== run || next < 2 || next > dropped() + frames.length + 1) throw eventNotFound(lastEventId);
      return next;
    },
    async *read(first) {
      for (let next = first; ; next += 1) {
        while (end() === undefined && next > dropped() + frames.length) await changed();
        if (next <= dropped()) throw replyNotKept("its first events are no longer here");
        const frame = frames[next - dropped() - 1];
        const ended = end();
        if (frame === undefined) {
          if (ended !== undefined && "error" in ended) throw ended.error;
          return "";
        }
        if (ended !== undefined && !("error" in ended) && next === dropped() + frames.length) return frame;
        yield frame;
      }
    },
  };
}

export function eventNotFound(lastEventId: string): ReparteeError {
  return new ReparteeError(
    "event_not_found",
    `Cannot go on with the stream: expected the id of one of its events, got ${JSON.stringify(lastEventId.slice(0, 64))}`,
    { hint: "Send the request again without Last-Event-ID: the same key never makes two replies at once" },
  );
}

export function replyNotKept(reason: string): ReparteeError {
  return new ReparteeError("reply_not_kept", `Cannot send the reply again: ${reason}`, {
    hint: "Ask again with another Idempotency-Key",
  });
}
