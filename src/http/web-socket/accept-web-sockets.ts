/**
 * WebSocket connections beside the routes. The connection of a path is made where Host, Origin and key allow it; every
 * other request that wants to change its protocol is answered as an ordinary one, so that the hooks and errors of routes
 * hold for it as well.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { requestContext } from "../../serving/request-context.ts";
import type { Client } from "../access/client.ts";
import type { RunningRequests } from "../running-requests.ts";
import { closeCode } from "./socket-peer.ts";
import { toOrdinaryRequest } from "./ordinary-request.ts";
import type { Visitor } from "./upgrade-check.ts";

export interface WebSocketRoute {
  readonly path: string;
  /** Answers one connection; resolves when it is over. */
  connect(socket: WebSocket, request: SocketRequest): Promise<void>;
}

export interface SocketRequest {
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly client: Client;
}

/** A request that may have its connection. */
interface Admitted {
  readonly route: WebSocketRoute;
  readonly visitor: Visitor;
}

export interface WebSocketOptions {
  readonly routes: readonly WebSocketRoute[];
  /** Who asks. Rejects where the request may not be answered. */
  readonly check: (request: IncomingMessage, path: string) => Promise<Visitor>;
  readonly maxMessageBytes: number;
  readonly running: RunningRequests;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WebSockets {
  /** Closes all; what does not answer by `graceMs` is cut. */
  close(graceMs: number): Promise<void>;
}

function asVisitor({ context }: Visitor, work: () => Promise<void>): Promise<void> {
  return context === undefined ? work() : requestContext.run(context, work);
}

/** Of clients that offer several: the one that is spoken here. */
const knownProtocol = "realtime";

export function acceptWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { check, clock, log, maxMessageBytes, routes, running } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(knownProtocol) ? knownProtocol : false),
  });
  const open = new Set<Promise<void>>();
  let isClosing = false;

  async function admit(request: IncomingMessage): Promise<Admitted | undefined> {
    const wantsSocket = request.headers.upgrade?.toLowerCase() === "websocket" && request.method === "GET";
    if (!wantsSocket || isClosing) return undefined;
    const route = routes.find(({ path }) => path === request.url?.split("?", 1)[0]);
    if (route === undefined) return undefined;
    try {
      return { route, visitor: await check(request, route.path) };
    } catch {
      // The same check of an ordinary request answers with what is wrong.
      return undefined;
    }
  }

  async function answer(socket: WebSocket, request: IncomingMessage, { route, visitor }: Admitted): Promise<void> {
    const requestId = running.begin(request);
    const startedMs = clock.now();
    try {
      const query = new URLSearchParams(request.url?.split("?", 2)[1] ?? "");
      await asVisitor(visitor, () => route.connect(socket, { requestId, query, client: visitor.client }));
    } catch (error) {
      log.error({ requestId, err: error }, "request failed");
      socket.close(closeCode.internal, "something unexpected went wrong");
    } finally {
      running.end(requestId);
      const durationMs = Math.round(clock.now() - startedMs);
      log.info({ requestId, method: "GET", route: route.path, status: 101, durationMs }, "request");
    }
  }

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has taken its own listener away; the connection may break while the key is looked up.
    const ignore = (): void => {};
    socket.on("error", ignore);
    void admit(request).then((admitted) => {
      socket.off("error", ignore);
      if (socket.destroyed) return admitted?.visitor.leave();
      if (admitted === undefined) return toOrdinaryRequest(server, request, socket, head);
      upgrade(request, socket, head, admitted);
    });
  });

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void {
    // However it ends, and also where the handshake fails.
    socket.once("close", () => admitted.visitor.leave());
    sockets.handleUpgrade(request, socket, head, (connection) => {
      const answered = answer(connection, request, admitted).finally(() => open.delete(answered));
      open.add(answered);
    });
  }

  return {
    async close(graceMs) {
      isClosing = true;
      for (const socket of sockets.clients) socket.close(closeCode.leaving, "the server is shutting down");
      const cut = clock.schedule(graceMs, () => {
        for (const socket of sockets.clients) socket.terminate();
      });
      await Promise.all(open);
      cut.cancel();
    },
  };
}
