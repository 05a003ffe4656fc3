/** A client of the Wyoming protocol that shares no code with the server. */
import { connect, type Socket } from "node:net";
import { once } from "node:events";

export interface ReceivedEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly payload: Buffer;
}

export interface WyomingClient extends AsyncDisposable {
  send(type: string, data?: object, payload?: Uint8Array): void;
  raw(bytes: string | Uint8Array): void;
  /** The next event; undefined when the server has closed the connection. */
  next(): Promise<ReceivedEvent | undefined>;
  /** Up to and with the first event of this type. */
  until(type: string): Promise<ReceivedEvent[]>;
}

export async function connectWyoming(port: number): Promise<WyomingClient> {
  const socket: Socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  const bytes = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let waiting = Buffer.alloc(0);

  async function take(isThere: () => boolean): Promise<boolean> {
    while (!isThere()) {
      const { value, done } = await bytes.next().catch(() => ({ value: undefined, done: true }));
      if (done === true || value === undefined) return false;
      waiting = Buffer.concat([waiting, value]);
    }
    return true;
  }

  async function next(): Promise<ReceivedEvent | undefined> {
    if (!(await take(() => waiting.includes(10)))) return undefined;
    const end = waiting.indexOf(10);
    const header = JSON.parse(waiting.subarray(0, end).toString()) as Record<string, unknown>;
    const dataEnd = end + 1 + Number(header["data_length"] ?? 0);
    const payloadEnd = dataEnd + Number(header["payload_length"] ?? 0);
    await take(() => waiting.length >= payloadEnd);
    const text = waiting.subarray(end + 1, dataEnd).toString();
    const data = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    const payload = Buffer.from(waiting.subarray(dataEnd, payloadEnd));
    waiting = waiting.subarray(payloadEnd);
    return { type: String(header["type"]), data, payload };
  }

  return {
    send(type, data = {}, payload = new Uint8Array()) {
      const body = Buffer.from(JSON.stringify(data));
      const header = { type, version: "1.10.2", data_length: body.length, payload_length: payload.length };
      socket.write(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body, payload]));
    },
    raw: (given) => void socket.write(given),
    next,
    async until(type) {
      const events: ReceivedEvent[] = [];
      for (let event = await next(); event !== undefined; event = await next()) {
        events.push(event);
        if (event.type === type) return events;
      }
      throw new Error(`expected ${type}, got ${events.map((event) => event.type).join(", ")} and the end`);
    },
    async [Symbol.asyncDispose]() {
      if (socket.closed) return;
      socket.destroy();
      await once(socket, "close");
    },
  };
}
