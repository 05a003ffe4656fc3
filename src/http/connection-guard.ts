/**
 * Connections before they are requests. Node's own timeouts begin with the first byte, so a connection that never sends
 * one would stay open for ever; and one address alone could use up the descriptors of the process.
 */
import type { Server, Socket } from "node:net";
import type { Clock, ScheduledCall } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { toErrorBody } from "./error-body.ts";

export interface ConnectionGuardOptions {
  readonly clock: Clock;
  /** How long a connection may send nothing at all. */
  readonly silentTimeoutMs: number;
  /** How often that is looked at. */
  readonly checkEveryMs: number;
  /** Open connections of one address. One too many is answered 429 and closed. */
  readonly maxPerAddress: number;
}

/** Returns how to stop guarding. */
export function guardConnections(server: Server, options: ConnectionGuardOptions): () => void {
  const { clock, checkEveryMs, maxPerAddress, silentTimeoutMs } = options;
  /** Oldest first: those that have sent nothing, as far as was seen, and when they came. */
  const silent = new Map<Socket, number>();
  const perAddress = new Map<string, number>();
  let check: ScheduledCall | undefined;

  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const open = (perAddress.get(address) ?? 0) + 1;
    perAddress.set(address, open);
    socket.once("close", () => {
      silent.delete(socket);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    if (open > maxPerAddress) return refuse(socket, maxPerAddress);
    silent.set(socket, clock.now());
    check ??= clock.schedule(checkEveryMs, closeSilent);
  });

  function closeSilent(): void {
    const untilMs = clock.now() - silentTimeoutMs;
    for (const [socket, sinceMs] of silent) {
      if (socket.bytesRead > 0) silent.delete(socket);
      else if (sinceMs <= untilMs) socket.destroy();
    }
    check = silent.size === 0 ? undefined : clock.schedule(checkEveryMs, closeSilent);
  }

  return () => check?.cancel();
}

/** Without reading: a client that is only closed waits for its own timeout, or tries again at once. */
function refuse(socket: Socket, maxPerAddress: number): void {
  const message = `Cannot answer: this address has ${maxPerAddress} open connections, which is the limit`;
  const error = new ReparteeError("rate_limited", message, {
    hint: "Keep connections open and use them again, or close those that are not needed.",
    retryAfterSeconds: 1,
  });
  const body = JSON.stringify(toErrorBody(error, ""));
  const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  socket.on("error", () => {});
  socket.write(`HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nretry-after: 1\r\n${headers}\r\n${body}`);
  socket.destroySoon();
}
