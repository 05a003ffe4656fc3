/** A proxy between a client and a server on this machine that damages what the server sends, at exact bytes. */
import { connect, createServer, type Socket } from "node:net";
import { listenOn } from "./fake-upstream/fake-server.ts";

export interface TcpFault {
  /** Milliseconds before the first byte of the server is passed on. */
  readonly delayMs?: number;
  /** Bytes after which the client's connection is reset; it may see the end of the stream first. */
  readonly resetAfterBytes?: number;
  /** Bytes after which the client sees the end of the stream; what it sends is still read. */
  readonly halfCloseAfterBytes?: number;
  /** Bytes after which nothing more is passed on, and the connection stays open. */
  readonly stallAfterBytes?: number;
  /** Bytes before which `garbage` is put in, once. */
  readonly garbageAfterBytes?: number;
  /** Default: what no HTTP client can read. */
  readonly garbage?: Uint8Array;
  /** Bytes that are passed on at once, one such piece a millisecond. */
  readonly dripBytes?: number;
}

export interface TcpFaultProxy extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly connectionCount: number;
}

export interface TcpFaultProxyOptions {
  /** The server that is stood before, such as `http://127.0.0.1:40122`. */
  readonly target: string;
  /** The fault of each connection, counted from 0; undefined passes everything on. */
  readonly faultOf: (connection: number) => TcpFault | undefined;
  /** Default: a free one. */
  readonly port?: number;
}

/** As a server begins that speaks TLS and has no name for its caller. */
const tlsAlert = Uint8Array.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);

export async function startTcpFaultProxy({ target, faultOf, port = 0 }: TcpFaultProxyOptions): Promise<TcpFaultProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let connectionCount = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const fault = faultOf(connectionCount);
    connectionCount += 1;
    const upstream = connect({ port: Number(targetPort), host: hostname, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    client.on("error", () => {}).once("close", () => upstream.destroy());
    // What the server sent before its end is still on its way to the client.
    upstream.on("error", () => client.destroy()).once("close", () => client.end());
    client.pipe(upstream);
    if (fault === undefined) upstream.pipe(client);
    else void damage(upstream, client, fault).catch(() => client.destroy());
  });
  await listenOn(server, port);
  const address = server.address();
  const chosenPort = typeof address === "object" && address !== null ? address.port : 0;

  return {
    url: `http://127.0.0.1:${chosenPort}`,
    get connectionCount() {
      return connectionCount;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Passes on what `upstream` sends, with `fault`. */
async function damage(upstream: Socket, client: Socket, fault: TcpFault): Promise<void> {
  const { delayMs = 0, dripBytes = Infinity, garbage = tlsAlert } = fault;
  const stops = [fault.resetAfterBytes, fault.halfCloseAfterBytes, fault.stallAfterBytes];
  const last = Math.min(...stops.map((stop) => stop ?? Infinity));
  let passed = 0;
  let garbageAt = fault.garbageAfterBytes ?? Infinity;

  if (delayMs > 0) await pause(delayMs);
  if (garbageAt === 0) client.write(garbage);
  for await (const chunk of upstream as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length;) {
      const untilGarbage = garbageAt > passed ? garbageAt - passed : Infinity;
      const size = Math.min(chunk.length - at, dripBytes, last - passed, untilGarbage);
      if (size > 0) client.write(chunk.subarray(at, at + size));
      at += size;
      passed += size;
      if (passed === garbageAt) {
        client.write(garbage);
        garbageAt = -1;
      }
      if (passed >= last) await end(client, fault, passed);
      if (dripBytes < Infinity) await pause(1);
    }
  }
  client.end();
}

function end(client: Socket, { resetAfterBytes, halfCloseAfterBytes }: TcpFault, passed: number): Promise<void> {
  if (passed === resetAfterBytes) client.resetAndDestroy();
  else if (passed === halfCloseAfterBytes) client.end();
  // The server's connection stays, as does a stalled client's; closing the proxy ends both.
  return new Promise(() => {});
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
