/**
 * Events of the Wyoming protocol (https://github.com/OHF-Voice/wyoming): a line of JSON, then as many bytes of JSON and of
 * payload as the line says.
 *
 *     {"type": "audio-chunk", "data_length": 44, "payload_length": 2048}\n {…44 bytes…} …2048 bytes…
 */
import { ReparteeError } from "../core/errors.ts";

export interface WyomingEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** Longest parts of one event. Audio comes in chunks of a few kilobytes. */
const wyomingLimits = { headerBytes: 64 * 1024, dataBytes: 256 * 1024, payloadBytes: 1024 * 1024 } as const;

const protocolVersion = "1.10.0";
const nothing = new Uint8Array();

export function encodeEvent(type: string, data: object = {}, payload: Uint8Array = nothing): Buffer {
  const body = Buffer.from(JSON.stringify(data));
  const header = {
    ...{ type, version: protocolVersion },
    ...(body.length > 2 ? { data_length: body.length } : {}),
    ...(payload.length > 0 ? { payload_length: payload.length } : {}),
  };
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  return Buffer.concat([line, body.length > 2 ? body : nothing, payload]);
}

interface Header {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly dataBytes: number;
  readonly payloadBytes: number;
}

/** @throws ReparteeError `invalid_request` for bytes that are no event, or more than the limits allow. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WyomingEvent, void, undefined> {
  let waiting: Buffer = Buffer.alloc(0);
  let header: Header | undefined;
  for await (const chunk of chunks) {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      if (header === undefined) {
        const end = waiting.indexOf("\n");
        if (end > wyomingLimits.headerBytes || (end === -1 && waiting.length > wyomingLimits.headerBytes)) {
          throw broken(`expected a line of at most ${wyomingLimits.headerBytes} bytes`);
        }
        if (end === -1) break;
        header = readHeader(waiting.subarray(0, end).toString("utf8"));
        waiting = waiting.subarray(end + 1);
      }
      const { dataBytes, payloadBytes, type } = header;
      if (waiting.length < dataBytes + payloadBytes) break;
      const more = dataBytes === 0 ? {} : readObject(waiting.subarray(0, dataBytes).toString("utf8"), "data");
      const payload = Uint8Array.from(waiting.subarray(dataBytes, dataBytes + payloadBytes));
      waiting = waiting.subarray(dataBytes + payloadBytes);
      yield { type, data: { ...header.data, ...more }, payload };
      header = undefined;
    }
  }
  if (header !== undefined || waiting.length > 0) throw broken("the connection ended within an event");
}

function readHeader(line: string): Header {
  const { type, data, data_length: dataLength, payload_length: payloadLength } = readObject(line, "a line");
  if (typeof type !== "string" || type === "") throw broken("type: expected a text");
  if (data !== undefined && !isObject(data)) throw broken("data: expected an object");
  return {
    type,
    data: data ?? {},
    dataBytes: readLength(dataLength, "data_length", wyomingLimits.dataBytes),
    payloadBytes: readLength(payloadLength, "payload_length", wyomingLimits.payloadBytes),
  };
}

function readLength(value: unknown, name: string, most: number): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw broken(`${name}: expected a whole number up to ${most}, got ${JSON.stringify(value)}`);
}

function readObject(text: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(`${what}: expected JSON, got "${text.slice(0, 40)}"`);
  }
  if (!isObject(value)) throw broken(`${what}: expected an object`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(problem: string): ReparteeError {
  return new ReparteeError("invalid_request", `Cannot read an event: ${problem}`);
}
