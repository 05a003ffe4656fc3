import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDeferred } from "../core/deferred.ts";

/**
 * Where a runner meets its parent: a unix socket in a private folder of its own, a named pipe on Windows. It exists
 * only until they have met; the connection outlives it, so nothing is left on disk while a model runs.
 */
export interface Rendezvous {
  readonly address: string;
  /** What the runner says first. A process that does not know it is rejected. */
  readonly token: string;
  /** The connection whose first line was the token; paused. */
  readonly met: Promise<Socket>;
  /** Ends the waiting and removes the folder. `met` stays as it is. */
  close(): Promise<void>;
}

/** Bytes of `sun_path` on macOS, less its end mark; Linux has 107. */
const longestSocketPath = 103;
/** A hello is about 80 bytes. */
const longestHelloBytes = 1024;

export async function openRendezvous(): Promise<Rendezvous> {
  const token = randomBytes(24).toString("base64url");
  const { address, remove } = await chooseAddress();
  const strangers = new Set<Socket>();
  const { promise: met, resolve: meet } = createDeferred<Socket>();

  const server = createServer((socket) => {
    strangers.add(socket);
    socket.on("error", () => socket.destroy());
    awaitHello(socket, token, () => {
      strangers.delete(socket);
      meet(socket);
    });
  });

  async function close(): Promise<void> {
    for (const socket of strangers) socket.destroy();
    // Not awaited: it calls back when every connection has ended, and the runner's is to stay.
    server.close();
    await remove();
  }

  // `exclusive`: in a cluster the socket must belong to this worker.
  const listening = new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen({ path: address, exclusive: true }, resolve);
  });
  try {
    await listening;
  } catch (error) {
    await remove();
    throw error;
  }
  return { address, token, met, close };
}

async function chooseAddress(): Promise<{ address: string; remove: () => Promise<void> }> {
  if (process.platform === "win32") {
    return { address: `\\\\.\\pipe\\repartee-${randomBytes(12).toString("hex")}`, remove: async () => {} };
  }
  // mkdtemp makes the folder with mode 0700 and adds six characters.
  const inTemp = join(tmpdir(), "repartee-");
  const fits = Buffer.byteLength(inTemp) + "XXXXXX/s".length <= longestSocketPath;
  const folder = await mkdtemp(fits ? inTemp : "/tmp/repartee-");
  return { address: join(folder, "s"), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Calls `welcome` when the first line is the right hello, and hangs up otherwise. */
function awaitHello(socket: Socket, token: string, welcome: () => void): void {
  let received: Buffer = Buffer.alloc(0);
  function onData(chunk: Buffer): void {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf(0x0a);
    if (end === -1 && received.length <= longestHelloBytes) return;
    socket.off("data", onData);
    // A runner says nothing between its hello and the parent's answer.
    if (end !== received.length - 1 || !isHello(received.toString("utf8"), token)) {
      socket.destroy();
      return;
    }
    socket.pause();
    welcome();
  }
  socket.on("data", onData);
}

function isHello(line: string, token: string): boolean {
  const expected = Buffer.from(`${JSON.stringify({ type: "hello", token })}\n`);
  const found = Buffer.from(line);
  return found.length === expected.length && timingSafeEqual(found, expected);
}
