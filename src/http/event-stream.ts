/**
 * Writes a reply as server-sent events.
 *
 * 1. A stream ends cleanly only after a terminal frame: it is the frame source's return value or, where the source
 *    throws, the error's frame. A connection that merely closes is a broken reply.
 * 2. What the client has not read yet is bounded: past `unreadBytes` no frame is read from the source, and a client that
 *    reads nothing for `unreadTimeoutMs` is cut off.
 * 3. Frames that arrive in one turn of the event loop leave in one write.
 * 4. While nothing is sent, a comment goes out every `heartbeatMs`, so that neither proxies nor clients give up.
 */
import type { ServerResponse } from "node:http";
import type { Clock, ScheduledCall } from "../core/clock.ts";

/** Yields frames (`data: …\n\n`) and returns the terminal one. */
export type FrameSource = AsyncGenerator<string, string, void>;

/** A frame with a named event. JSON has no line break in it, so the data are one line. */
export function eventFrame(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export interface EventStreamOptions {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly unreadBytes: number;
  readonly unreadTimeoutMs: number;
  /** The same while `othersWait`. */
  readonly unreadWhileOthersWaitMs: number;
  readonly othersWait: () => boolean;
  /** Each frame is a line of JSON, and nothing else may be sent. */
  readonly lines?: boolean;
  /** The answer's headers in addition to those of every event stream. */
  readonly headers: Readonly<Record<string, string | number | string[]>>;
  /** The terminal frame of a source that threw; the error is logged there. */
  readonly onFailure: (thrown: unknown) => string;
}

const eventStreamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // nginx buffers what it proxies by default.
  "x-accel-buffering": "no",
};

/** Resolves when the last frame was handed to the operating system or the client has left. Never throws. */
export async function writeEventStream(
  response: ServerResponse,
  frames: FrameSource,
  options: EventStreamOptions,
): Promise<void> {
  const type = options.lines === true ? { "content-type": "application/x-ndjson" } : {};
  response.writeHead(200, { ...options.headers, ...eventStreamHeaders, ...type });
  const outlet = createOutlet(response, options);
  let terminalFrame: string;
  try {
    terminalFrame = await forward(frames, outlet);
  } catch (thrown) {
    terminalFrame = options.onFailure(thrown);
  }
  await outlet.end(terminalFrame);
}

/** Passes frames on as fast as the client takes them; returns the terminal one. */
async function forward(frames: FrameSource, outlet: Outlet): Promise<string> {
  for (;;) {
    const next = await frames.next();
    if (next.done === true) return next.value;
    outlet.write(next.value);
    if (outlet.isFull()) await outlet.drained();
    if (outlet.isClosed()) {
      await frames.return("");
      return "";
    }
  }
}

interface Outlet {
  write(frame: string): void;
  isFull(): boolean;
  isClosed(): boolean;
  /** Resolves when the client has read everything or has left. */
  drained(): Promise<void>;
  end(terminalFrame: string): Promise<void>;
}

function createOutlet(response: ServerResponse, options: EventStreamOptions): Outlet {
  const { clock, heartbeatMs, othersWait, unreadBytes, unreadTimeoutMs, unreadWhileOthersWaitMs } = options;
  let pending = "";
  let lastWriteMs = clock.now();
  let heartbeat: ScheduledCall;
  let flushing: NodeJS.Immediate | undefined = setImmediate(flush);

  function flush(): void {
    flushing = undefined;
    if (response.destroyed) return;
    // Nothing yet: the headers alone show the client that its request was accepted.
    if (pending === "") return response.flushHeaders();
    response.write(pending);
    pending = "";
    lastWriteMs = clock.now();
  }

  function beat(): void {
    const dueMs = lastWriteMs + heartbeatMs - clock.now();
    if (dueMs <= 0 && options.lines !== true) write(": heartbeat\n\n");
    heartbeat = clock.schedule(dueMs <= 0 ? heartbeatMs : dueMs, beat);
  }
  heartbeat = clock.schedule(heartbeatMs, beat);

  function write(frame: string): void {
    pending += frame;
    flushing ??= setImmediate(flush);
  }

  /** Waits for `event`, for the client to leave, or for the timeout after which it is cut off. */
  function until(event: "drain" | "finish"): Promise<void> {
    return new Promise((resolve) => {
      const cut = clock.schedule(unreadTimeoutMs, () => response.destroy());
      let early = clock.schedule(unreadWhileOthersWaitMs, function look() {
        if (othersWait()) response.destroy();
        else early = clock.schedule(unreadWhileOthersWaitMs, look);
      });
      const settle = (): void => {
        cut.cancel();
        early.cancel();
        response.off(event, settle).off("close", settle);
        resolve();
      };
      response.once(event, settle).once("close", settle);
    });
  }

  return {
    write,
    isFull: () => response.writableLength + pending.length >= unreadBytes,
    isClosed: () => response.destroyed,
    async drained() {
      clearImmediate(flushing);
      flush();
      if (!response.destroyed && response.writableNeedDrain) await until("drain");
    },
    async end(terminalFrame) {
      heartbeat.cancel();
      clearImmediate(flushing);
      if (response.destroyed) return;
      const finished = until("finish");
      response.end(pending + terminalFrame);
      await finished;
    },
  };
}
