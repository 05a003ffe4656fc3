import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTcpFaultProxy, type TcpFault } from "./tcp-fault-proxy.ts";

const sent = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
const server = createServer((socket) => socket.on("error", () => {}).end(sent));
let target: string;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** What a client receives of the 100 bytes, and how the connection ends for it. */
async function received(fault: TcpFault | undefined): Promise<{ bytes: number[]; end: string }> {
  await using proxy = await startTcpFaultProxy({ target, faultOf: () => fault });
  const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
  const bytes: number[] = [];
  socket.on("data", (chunk) => bytes.push(...chunk));
  const end = await new Promise<string>((resolve) => {
    socket.on("error", () => resolve("error"));
    socket.on("end", () => resolve("end"));
  });
  socket.destroy();
  expect(proxy.connectionCount).toBe(1);
  return { bytes, end };
}

test("passes everything on where there is no fault, and where bytes only drip", async () => {
  expect(await received(undefined)).toEqual({ bytes: [...sent], end: "end" });
  expect(await received({ dripBytes: 7, delayMs: 1 })).toEqual({ bytes: [...sent], end: "end" });
});

test("ends the stream, or resets the connection, after exactly so many bytes", async () => {
  expect(await received({ halfCloseAfterBytes: 40 })).toEqual({ bytes: [...sent.subarray(0, 40)], end: "end" });
  const reset = await received({ resetAfterBytes: 40 });
  expect(reset.bytes.length).toBeLessThanOrEqual(40);
});

test("puts garbage in at one place, and loses nothing", async () => {
  const garbage = Uint8Array.of(255, 254);
  const { bytes } = await received({ garbageAfterBytes: 10, garbage });
  expect(bytes).toEqual([...sent.subarray(0, 10), ...garbage, ...sent.subarray(10)]);
});

test("stalls: what came before is there, and the end is not", async () => {
  await using proxy = await startTcpFaultProxy({ target, faultOf: () => ({ stallAfterBytes: 40 }) });
  const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
  const bytes: number[] = [];
  let hasEnded = false;
  socket.on("data", (chunk) => bytes.push(...chunk)).on("end", () => (hasEnded = true));
  await expect.poll(() => bytes.length).toBe(40);
  expect(hasEnded).toBe(false);
  socket.destroy();
});
