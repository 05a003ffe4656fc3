/**
 * Speech for Home Assistant and its satellites: recognition, speech and a talk partner on a port of its own. The protocol
 * has no login: the address decides who may connect.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { createConversation } from "./wyoming-conversation.ts";
import { encodeEvent, readEvents } from "./wyoming-event.ts";

export interface WyomingServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

export interface WyomingOptions extends ConversationDeps {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

/** Home Assistant opens one connection for each request, a satellite keeps one. */
const maxConnections = 32;
/** A connection on which nothing comes and nothing is being answered. */
const idleMs = 10 * 60_000;

/** @throws ReparteeError `config_invalid` when it cannot listen there. */
export async function startWyomingServer({ host, port, ...deps }: WyomingOptions): Promise<WyomingServer> {
  const { log } = deps;
  const closing = new AbortController();
  const sockets = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    sockets.set(
      socket,
      serve(socket, deps, closing.signal).finally(() => sockets.delete(socket)),
    );
  });
  server.maxConnections = maxConnections;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const message = `Cannot serve Wyoming on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ReparteeError("config_invalid", message, {
      param: "wyoming_port",
      hint: "Set wyoming_port to a free port.",
      cause,
    });
  }
  const { address, port: chosen } = server.address() as AddressInfo;
  log.info({ host: address, port: chosen }, "Wyoming is served");
  return {
    host: address,
    port: chosen,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve));
      closing.abort();
      await Promise.all(sockets.values());
      await closed;
    },
  };
}

/** One connection, until it ends or the server closes. Never rejects. */
async function serve(socket: Socket, deps: ConversationDeps, closing: AbortSignal): Promise<void> {
  const { log } = deps;
  const left = new AbortController();
  const leave = (): void => left.abort();
  socket.setNoDelay(true).setTimeout(idleMs, () => socket.destroy());
  socket.once("close", leave).on("error", (error) => log.debug({ err: error }, "Wyoming connection broke off"));
  const onClosing = (): void => {
    left.abort();
    socket.destroy();
  };
  closing.addEventListener("abort", onClosing, { once: true });

  async function send(type: string, data?: object, payload?: Uint8Array): Promise<void> {
    if (socket.destroyed) return;
    if (socket.write(encodeEvent(type, data, payload))) return;
    await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => undefined);
  }

  const conversation = createConversation(deps, send, left.signal);
  try {
    for await (const event of readEvents(socket.iterator({ destroyOnReturn: false }))) await conversation.take(event);
  } catch (thrown) {
    // Bytes that are no events say nothing about where the next one begins.
    const error = toReparteeError(thrown, "generation_failed");
    if (!left.signal.aborted) await send("error", { text: error.message, code: error.code });
  } finally {
    closing.removeEventListener("abort", onClosing);
    left.abort();
    socket.destroySoon();
  }
}
