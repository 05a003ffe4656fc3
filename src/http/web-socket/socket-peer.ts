/** One WebSocket connection as the code of a protocol sees it. */
import type { WebSocket } from "ws";
import type { Clock } from "../../core/clock.ts";

export interface SocketPeer {
  /** Messages of the client, in their order; ends when either side closed. */
  readonly messages: AsyncIterable<SocketMessage>;
  /** Ignored once the connection is closed. */
  send(text: string): void;
  /** Resolves when the client has read enough to go on, or the connection is closed. */
  drained(): Promise<void>;
  /** Closes after what was sent; `reason` has at most 123 bytes. */
  close(code: number, reason: string): void;
  /** Aborted when the connection is closed. */
  readonly closed: AbortSignal;
}

export interface SocketMessage {
  readonly text: string;
  readonly isBinary: boolean;
}

export interface SocketPeerOptions {
  readonly clock: Clock;
  /** A connection that answers no ping for two of these is cut. */
  readonly heartbeatMs: number;
  /** What a client may leave unread before its events wait. */
  readonly unreadBytes: number;
  /** How long it may leave them unread before it is cut off. */
  readonly unreadTimeoutMs: number;
  /** What may wait to be looked at before the client is made to wait. */
  readonly waitingBytes: number;
  /** A connection on which the client says nothing for so long is closed. */
  readonly idleMs: number;
  /** The longest connection. */
  readonly totalMs: number;
  /** Called before an end that the client did not ask for. */
  readonly onLimit: (limit: "idle" | "total") => void;
}

/** RFC 6455, section 7.4.1. */
export const closeCode = { normal: 1000, leaving: 1001, internal: 1011, tryAgainLater: 1013 } as const;

export function createSocketPeer(socket: WebSocket, options: SocketPeerOptions): SocketPeer {
  const { clock, unreadBytes, unreadTimeoutMs } = options;
  const closed = new AbortController();
  const timers = startTimers(socket, options);
  socket.once("close", () => {
    timers.stop();
    closed.abort();
  });
  // ws closes the connection after it.
  socket.on("error", () => {});

  return {
    messages: readMessages(socket, timers.restartIdle, options.waitingBytes),
    closed: closed.signal,
    send(text) {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    async drained() {
      if (socket.bufferedAmount <= unreadBytes || closed.signal.aborted) return;
      const cut = clock.schedule(unreadTimeoutMs, () => socket.terminate());
      await new Promise<void>((resolve) => {
        const settle = (): void => {
          closed.signal.removeEventListener("abort", settle);
          resolve();
        };
        closed.signal.addEventListener("abort", settle);
        // Sent behind all that waits: it is called when that was handed to the operating system.
        socket.ping(undefined, undefined, settle);
      });
      cut.cancel();
    },
    close: (code, reason) => socket.close(code, reason),
  };
}

interface Timers {
  restartIdle(): void;
  stop(): void;
}

function startTimers(socket: WebSocket, options: SocketPeerOptions): Timers {
  const { clock, heartbeatMs, idleMs, totalMs, onLimit } = options;
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));

  function beat(): void {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
    heartbeat = clock.schedule(heartbeatMs, beat);
  }

  function limited(limit: "idle" | "total"): () => void {
    return () => {
      onLimit(limit);
      socket.close(closeCode.normal, limit === "idle" ? "no message came for too long" : "the session is over");
    };
  }

  let heartbeat = clock.schedule(heartbeatMs, beat);
  let idle = clock.schedule(idleMs, limited("idle"));
  const total = clock.schedule(totalMs, limited("total"));
  return {
    restartIdle() {
      idle.cancel();
      idle = clock.schedule(idleMs, limited("idle"));
    },
    stop() {
      for (const timer of [heartbeat, idle, total]) timer.cancel();
    },
  };
}

/** While more than `waitingBytes` wait to be looked at, nothing more is read from the connection. */
function readMessages(socket: WebSocket, onMessage: () => void, waitingBytes: number): AsyncIterable<SocketMessage> {
  const waiting: (SocketMessage & { readonly bytes: number })[] = [];
  let bytes = 0;
  let isClosed = false;
  let wake = (): void => {};
  socket.on("message", (data: Buffer, isBinary) => {
    onMessage();
    bytes += data.length;
    waiting.push({ text: isBinary ? "" : data.toString("utf8"), isBinary, bytes: data.length });
    if (bytes > waitingBytes) socket.pause();
    wake();
  });
  socket.once("close", () => {
    isClosed = true;
    wake();
  });

  async function* read(): AsyncGenerator<SocketMessage, void, void> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        bytes -= next.bytes;
        if (bytes <= waitingBytes && socket.isPaused) socket.resume();
        yield next;
      } else if (isClosed) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return read();
}
