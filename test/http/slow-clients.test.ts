import { connect } from "node:net";
import type { Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createScriptedServing, finish, start, text } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

/** A bare connection, what came over it, and its end. */
function open(port: number): { socket: Socket; received: () => string; closed: Promise<void> } {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (received += piece));
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  return { socket, received: () => received, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

const limits = { headersTimeoutMs: 200, requestTimeoutMs: 300, connectionsCheckingIntervalMs: 50 };
const chat = JSON.stringify({ messages: [{ role: "user", content: "Hi" }], stream: true });
const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;

describe("a slow client", () => {
  it("that never ends its headers is answered 408 and closed", async () => {
    const { port } = await startServer({ limits });
    const { socket, received, closed } = open(port);
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(received().split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: { code: "invalid_request" } });
  });

  it("that never sends a byte is closed as well, and one that sent its request is not", async () => {
    const { port } = await startServer({ limits });
    const silent = Array.from({ length: 50 }, () => open(port));
    const talking = open(port);
    talking.socket.write("GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await Promise.all(silent.map(({ closed }) => closed));
    for (const { received } of silent) expect(received()).toMatch(/^$|^HTTP\/1\.1 408 /);
    expect(talking.received()).toMatch(/^HTTP\/1\.1 200 /);
    expect(talking.socket.closed).toBe(false);
  });

  it("of one address has so many connections and no more, and again as many when they are closed", async () => {
    const { port, url } = await startServer({ limits: { maxConnectionsPerAddress: 5 } });
    const ask = (): ReturnType<typeof open> => {
      const connection = open(port);
      connection.socket.write("GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n");
      return connection;
    };
    const held = Array.from({ length: 5 }, ask);
    await expect.poll(() => held.every(({ received }) => received().startsWith("HTTP/1.1 200"))).toBe(true);
    const sixth = ask();
    await sixth.closed;
    expect(sixth.received()).toMatch(/^HTTP\/1\.1 429 [^]*"code":"rate_limited"/);
    for (const { socket } of held) socket.destroy();
    await expect.poll(async () => (await fetch(`${url}/health`)).status).toBe(200);
  });

  it("that leaves a full buffer unread is cut off sooner while others wait", async () => {
    const serving = createScriptedServing(async function* (_request, signal) {
      yield start;
      while (!signal.aborted) yield text("x".repeat(10_000));
      yield finish();
    });
    const waiting = { ...serving, state: () => ({ ...serving.state(), queued: 1 }) };
    const { port } = await startServer({
      serving: waiting,
      limits: { unreadBytes: 1024, unreadWhileOthersWaitMs: 100 },
    });
    const { socket } = open(port);
    socket.pause();
    socket.write(`${head}content-length: ${chat.length}\r\n\r\n${chat}`);
    await expect.poll(() => serving.requests.length).toBe(1);
    await expect.poll(() => serving.live, { timeout: 10_000 }).toBe(0);
  });

  it("that never ends its body is closed and reaches no model", async () => {
    const { port, serving } = await startServer({ limits });
    const { socket, closed } = open(port);
    socket.write(`${head}content-length: 1000\r\n\r\n{"mess`);
    await closed;
    expect(serving.requests).toEqual([]);
  });

  it("that leaves a full buffer unread is cut off, and its reply freed", async () => {
    let sent = 0;
    const serving = createScriptedServing(async function* (_request, signal) {
      yield start;
      while (!signal.aborted && sent < 5_000) {
        sent++;
        yield text("x".repeat(10_000));
      }
      yield finish();
    });
    const { port, logged } = await startServer({ serving, limits: { unreadBytes: 256 * 1024, unreadTimeoutMs: 300 } });
    const { socket, closed } = open(port);
    socket.pause();
    socket.write(`${head}content-length: ${chat.length}\r\n\r\n${chat}`);
    await expect
      .poll(() => logged.find(({ message }) => message === "request"), { timeout: 10_000 })
      .toMatchObject({ aborted: true });
    await expect.poll(() => serving.live, { timeout: 10_000 }).toBe(0);
    // What the kernel holds for both ends comes on top of the 256 KiB; the 50 MB of the whole reply were never made.
    expect(sent).toBeLessThan(2_500);
    socket.resume();
    await closed;
  });

  it("that reads in its own time gets every word in order, and the source waits for it", async () => {
    const count = 3_000;
    const serving = createScriptedServing(async function* () {
      yield start;
      for (let index = 0; index < count; index++) yield text(`${index};${" ".repeat(1000)}`);
      yield finish();
    });
    const { port } = await startServer({ serving, limits: { unreadBytes: 64 * 1024 } });
    const { socket, received } = open(port);
    socket.pause();
    socket.write(`${head}connection: close\r\ncontent-length: ${chat.length}\r\n\r\n${chat}`);
    const ended = new Promise((resolve) => socket.once("end", resolve));
    socket.resume();
    await ended;
    const numbers = [...received().matchAll(/"content":"(\d+);/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(received()).toContain("data: [DONE]");
  });
});

describe("a connection that speaks no HTTP", () => {
  it("gets 400 in OpenAI's shape and is closed", async () => {
    const { port } = await startServer();
    const { socket, received, closed } = open(port);
    socket.write("hello\r\n\r\n");
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request_error"/);
  });

  it("gets 431 for headers over the limit", async () => {
    const { port } = await startServer();
    const { socket, received, closed } = open(port);
    socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"a".repeat(40_000)}\r\n\r\n`);
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("closing the server", () => {
  it("lets a running stream end first and does not wait for idle connections", async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const serving = createScriptedServing(async function* () {
      yield* [start, text("Hello")];
      await released;
      yield finish();
    });
    const { server, port, post } = await startServer({ serving });
    const idle = open(port);
    const response = await post("/v1/chat/completions", chat);
    const closing = server.close();
    release();
    expect(await response.text()).toContain("data: [DONE]");
    await closing;
    await idle.closed;
  });

  it("says which port is taken when it cannot open", async () => {
    const { port } = await startServer();
    const { server } = await startServer();
    await expect(server.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({ code: "config_invalid" });
  });
});
