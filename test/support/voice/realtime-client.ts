import { onTestFinished } from "vitest";
import { WebSocket, type ClientOptions } from "ws";
import { toPcm16 } from "../../../src/audio/pcm16.ts";

export type ServerEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A bare client of `WS /v1/realtime` that keeps what it was sent. */
export interface RealtimeClient {
  readonly socket: WebSocket;
  readonly events: readonly ServerEvent[];
  readonly types: () => readonly string[];
  send(event: { readonly type: string } & Readonly<Record<string, unknown>>): void;
  /** Sound at 24 kHz, in pieces of 100 ms. */
  append(samples: Float32Array): void;
  /** The next event of the type that was not waited for yet; fails after 10 s, or `limitMs`. */
  next(type: string, limitMs?: number): Promise<ServerEvent>;
}

export async function connectRealtime(
  url: string,
  options: ClientOptions & { readonly protocols?: readonly string[] } = {},
): Promise<RealtimeClient> {
  const { protocols = [], ...rest } = options;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/realtime`, [...protocols], rest);
  const events: ServerEvent[] = [];
  const taken = new Map<string, number>();
  let wake = (): void => {};
  socket.on("message", (data: Buffer) => {
    events.push(JSON.parse(data.toString()) as ServerEvent);
    wake();
  });
  socket.on("close", () => wake());
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  onTestFinished(() => socket.terminate());

  function send(event: { readonly type: string } & Readonly<Record<string, unknown>>): void {
    socket.send(JSON.stringify(event));
  }

  return {
    socket,
    events,
    types: () => events.map(({ type }) => type),
    send,
    append(samples) {
      for (let start = 0; start < samples.length; start += 2400) {
        const audio = Buffer.from(toPcm16(samples.subarray(start, start + 2400))).toString("base64");
        send({ type: "input_audio_buffer.append", audio });
      }
    },
    async next(type, limitMs = 10_000) {
      const late = AbortSignal.timeout(limitMs);
      late.addEventListener("abort", () => wake());
      for (;;) {
        const seen = taken.get(type) ?? 0;
        const found = events.filter((event) => event.type === type)[seen];
        if (found !== undefined) {
          taken.set(type, seen + 1);
          return found;
        }
        if (late.aborted || socket.readyState === socket.CLOSED) {
          throw new Error(`expected ${type}, got ${events.map((event) => event.type).join(", ")}`);
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
