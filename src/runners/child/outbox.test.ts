import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import { createFakeClock, createFakeEngine } from "../../testing/index.ts";
import { createHost } from "./host.ts";
import { createOutbox, pacedWriteMs } from "./outbox.ts";

/** Two ends of one real connection. */
async function connection(): Promise<{ near: Socket; far: Socket }> {
  const folder = mkdtempSync(join(tmpdir(), "outbox-"));
  const address = process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll("\\", "-")}` : join(folder, "s");
  const server = createServer({ pauseOnConnect: true });
  server.listen(address);
  await once(server, "listening");
  const near = connect(address);
  const [far]: Socket[] = await once(server, "connection");
  if (far === undefined) throw new Error("no connection");
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return { near, far };
}

/** The texts that are written to `socket` from now on. */
function writesTo(socket: Socket): string[] {
  const writes: string[] = [];
  const write = socket.write.bind(socket);
  socket.write = (text: string | Uint8Array) => {
    writes.push(String(text));
    return write(text);
  };
  return writes;
}

describe("outbox", () => {
  it("sends all frames of one turn of the event loop in one write", async () => {
    const { near, far } = await connection();
    const writes = writesTo(near);
    const outbox = createOutbox(near);
    outbox.send({ type: "load-progress", fraction: 0.5 });
    await Promise.resolve();
    outbox.send({ type: "load-progress", fraction: 1 });
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual(['{"type":"load-progress","fraction":0.5}\n{"type":"load-progress","fraction":1}\n']);
    far.resume();
    expect(String(await once(far, "data"))).toBe(writes[0]);
  });

  it("writes frames that may wait together, once the pace of writes allows it", async () => {
    const { near } = await connection();
    const writes = writesTo(near);
    const clock = createFakeClock();
    const outbox = createOutbox(near, clock);
    const sendText = (text: string): void =>
      outbox.send({ type: "event", id: 1, event: { type: "text-delta", text, tokenCount: 1 } }, "paced");
    sendText("first");
    await turn();
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    sendText("second");
    await turn();
    await clock.advance(pacedWriteMs - 2);
    sendText("third");
    await turn();
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    expect(writes).toHaveLength(2);
    expect(writes[1]).toMatch(/second.*\n.*third/);
  });

  it("writes frames that wait in front of one that may not", async () => {
    const { near } = await connection();
    const writes = writesTo(near);
    const clock = createFakeClock();
    const outbox = createOutbox(near, clock);
    outbox.send({ type: "load-progress", fraction: 0.5 });
    await turn();
    outbox.send({ type: "event", id: 1, event: { type: "text-delta", text: "waits", tokenCount: 1 } }, "paced");
    outbox.send({ type: "load-progress", fraction: 1 });
    await turn();
    expect(writes).toHaveLength(2);
    expect(writes[1]).toMatch(/waits.*\n.*"fraction":1/);
    await clock.advance(10 * pacedWriteMs);
    await turn();
    expect(writes).toHaveLength(2);
  });

  it("has no room while the other side does not read, and has again when it does", async () => {
    const { near, far } = await connection();
    const outbox = createOutbox(near);
    for (let i = 0; i < 10_000 && outbox.room() === undefined; i += 1) {
      outbox.send({ type: "log", level: "info", fields: {}, message: "x".repeat(1000) });
      await turn();
    }
    const room = outbox.room();
    expect(room).toBeDefined();
    far.resume();
    await room;
    expect(outbox.room()).toBeUndefined();
  });
});

describe("host", () => {
  it("stops taking a reply's events while the parent does not read, and goes on when it does", async () => {
    const { near, far } = await connection();
    let taken = 0;
    let left = false;
    async function* endless(): AsyncGenerator<GenerateEvent, void> {
      try {
        for (;;) {
          taken += 1;
          yield { type: "text-delta", text: "x".repeat(100), tokenCount: 1 };
        }
      } finally {
        left = true;
      }
    }
    const engine = createFakeEngine();
    const handle = createHost(
      async () => ({ ...engine, load: async (...args) => ({ ...(await engine.load(...args)), generate: endless }) }),
      createOutbox(near),
      silentLog,
    );
    const titleBefore = process.title;
    onTestFinished(() => void (process.title = titleBefore));
    handle({ type: "load", engineId: "fake", source: { name: "m", location: "" }, options: {} });
    await turn();
    await turn();
    handle({ type: "generate", id: 1, request: { id: "r", input: { kind: "text", text: "x" } } });

    let before = -1;
    for (let i = 0; i < 1000 && (taken === 0 || taken !== before); i += 1) {
      before = taken;
      for (let turns = 0; turns < 20; turns += 1) await turn();
    }
    const stoppedAt = taken;
    // 64 KiB of text, the stream's and the kernel's buffers: far below what an unbounded run takes.
    expect(stoppedAt).toBeLessThan(20_000);
    far.resume();
    for (let i = 0; i < 10_000 && taken === stoppedAt; i += 1) await turn();
    expect(taken).toBeGreaterThan(stoppedAt);
    expect(left).toBe(false);
  });
});
