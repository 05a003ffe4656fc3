import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { FaultList } from "./hub-fault.ts";

const chunkBytes = 16 * 1024;

export interface BodyOptions {
  readonly content: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly faults: FaultList;
  /** Called each time bytes went out. */
  readonly onSent: (byteCount: number) => void;
}

/** Answers GET and HEAD of one file, with `Range` and `If-Range` as RFC 9110 has them (one range), and the faults. */
export async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  options: BodyOptions,
): Promise<void> {
  const { etag, faults } = options;
  const content = withWrongByte(options.content, faults);
  const total = content.byteLength;
  const range = faults.take("no-ranges") === undefined ? wantedRange(request, etag, total) : undefined;
  response.setHeader("etag", etag);
  response.setHeader("accept-ranges", "bytes");
  if (range === "outside") {
    response.writeHead(416, { "content-range": `bytes */${total}` }).end();
    return;
  }
  const start = range?.start ?? 0;
  const short = request.method === "GET" ? faults.take("truncate") : undefined;
  const end = Math.min(range?.end ?? total, start + (short?.afterBytes ?? Infinity));
  if (range !== undefined) response.setHeader("content-range", `bytes ${start}-${end - 1}/${total}`);
  response.writeHead(range === undefined ? 200 : 206, { "content-length": end - start });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await sendBytes(response, content.subarray(start, end), options);
}

async function sendBytes(response: ServerResponse, bytes: Uint8Array, { faults, onSent }: BodyOptions): Promise<void> {
  const cut = faults.take("cut");
  const stall = cut === undefined ? faults.take("stall") : undefined;
  const limit = Math.min(bytes.byteLength, cut?.afterBytes ?? stall?.afterBytes ?? Infinity);
  for (let sent = 0; sent < limit; sent += chunkBytes) {
    const chunk = bytes.subarray(sent, Math.min(limit, sent + chunkBytes));
    const slow = faults.take("slow");
    if (slow !== undefined) await wait((chunk.byteLength / slow.bytesPerSecond) * 1000);
    if (response.destroyed) return;
    const isRoomLeft = response.write(chunk);
    onSent(chunk.byteLength);
    if (!isRoomLeft) await drained(response);
  }
  if (cut !== undefined) {
    // A flush first, so that the client does get the bytes before the cut.
    await new Promise((resolve) => setImmediate(resolve));
    response.destroy();
  } else if (stall === undefined) response.end();
}

/** Resolves when the client took what was written, or has left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

function withWrongByte(content: Uint8Array, faults: FaultList): Uint8Array {
  const wrong = faults.take("wrong-byte");
  if (wrong === undefined) return content;
  const copy = Uint8Array.from(content);
  copy[wrong.offset] = (copy[wrong.offset] ?? 0) ^ 0xff;
  return copy;
}

function wantedRange(
  request: IncomingMessage,
  etag: string,
  total: number,
): { readonly start: number; readonly end: number } | "outside" | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const ifRange = request.headers["if-range"];
  if (match === null || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const start = Number(match[1]);
  const end = match[2] === "" ? total : Math.min(total, Number(match[2]) + 1);
  return start >= total || end <= start ? "outside" : { start, end };
}
