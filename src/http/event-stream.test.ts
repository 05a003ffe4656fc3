import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import type { FakeClock } from "../testing/fake-clock.ts";
import { writeEventStream } from "./event-stream.ts";
import type { FrameSource } from "./event-stream.ts";

interface Served {
  readonly response: Response;
  readonly clock: FakeClock;
  /** Resolves when `writeEventStream` does. */
  readonly written: Promise<void>;
  /** What was given to the response, a piece a write. */
  readonly writes: readonly string[];
}

/** Serves one stream over a real connection and asks for it. */
async function serve(makeFrames: (response: ServerResponse) => FrameSource, signal?: AbortSignal): Promise<Served> {
  const clock = createFakeClock();
  const writes: string[] = [];
  let settle = (): void => {};
  const written = new Promise<void>((resolve) => (settle = resolve));
  const server = createServer((_request, response) => {
    const write = response.write.bind(response) as (piece: string) => boolean;
    response.write = (piece: unknown) => {
      writes.push(String(piece));
      return write(String(piece));
    };
    void writeEventStream(response, makeFrames(response), {
      clock,
      heartbeatMs: 15_000,
      unreadBytes: 1024 * 1024,
      unreadTimeoutMs: 1_000,
      unreadWhileOthersWaitMs: 200,
      othersWait: () => false,
      headers: { "x-request-id": "one" },
      onFailure: (thrown) => `data: failed: ${String(thrown)}\n\n`,
    }).then(settle);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}`, signal === undefined ? {} : { signal });
  return { response, clock, written, writes };
}

describe("an event stream", () => {
  it("sends frames in order, ends after the terminal one, and leaves no timer", async () => {
    const { response, clock, written } = await serve(async function* () {
      yield "data: a\n\n";
      yield "data: b\n\n";
      return "data: end\n\n";
    });
    expect(await response.text()).toBe("data: a\n\ndata: b\n\ndata: end\n\n");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-request-id": "one",
    });
    await written;
    expect(clock.pendingCount).toBe(0);
  });

  it("ends with the error's frame when its source throws", async () => {
    const { response } = await serve(async function* () {
      yield "data: a\n\n";
      throw new Error("broken");
    });
    expect(await response.text()).toBe("data: a\n\ndata: failed: Error: broken\n\n");
  });

  it("joins frames of one turn of the event loop into one write, and never those of two", async () => {
    const { response, writes } = await serve(async function* () {
      for (let turn = 0; turn < 3; turn++) {
        for (let piece = 0; piece < 100; piece++) yield `data: ${turn}\n\n`;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return "data: end\n\n";
    });
    await response.text();
    expect(writes).toEqual([0, 1, 2].map((turn) => `data: ${turn}\n\n`.repeat(100)));
  });

  it("sends a comment after 15 s without a frame, counted from the last one", async () => {
    let release = (): void => {};
    let first = (): void => {};
    const gates = [
      new Promise<void>((resolve) => (first = resolve)),
      new Promise<void>((resolve) => (release = resolve)),
    ];
    const { response, clock, writes } = await serve(async function* () {
      await gates[0];
      yield "data: a\n\n";
      await gates[1];
      return "data: end\n\n";
    });
    await clock.advance(10_000);
    first();
    await expect.poll(() => writes, { timeout: 10_000 }).toEqual(["data: a\n\n"]);
    await clock.advance(14_999);
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    await expect.poll(() => writes, { timeout: 10_000 }).toEqual(["data: a\n\n", ": heartbeat\n\n"]);
    release();
    expect(await response.text()).toBe("data: a\n\n: heartbeat\n\ndata: end\n\n");
  });

  it("leaves its source as soon as the client has disconnected", async () => {
    const controller = new AbortController();
    let socket: Socket | null = null;
    let left = false;
    const { written, clock } = await serve((response) => {
      socket = response.socket;
      return (async function* () {
        try {
          for (;;) {
            yield "data: a\n\n";
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        } finally {
          left = true;
        }
      })();
    }, controller.signal);
    controller.abort();
    await written;
    expect(left).toBe(true);
    expect(socket).toMatchObject({ destroyed: true });
    expect(clock.pendingCount).toBe(0);
  });
});
