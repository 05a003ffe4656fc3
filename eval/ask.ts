/** Asks a native route for a stream, and reads its events with the times at which they came. */

/** A reply as it came over the wire. */
export interface TimedReply {
  /** The data of the `done` event. */
  readonly done: Readonly<Record<string, unknown>>;
  /** Names of the events, in order. */
  readonly events: readonly string[];
  /** From the request to the first `token` event; null when there was none. */
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** @throws Error with the server's own words when it refuses, and when the stream ends without `done`. */
export async function ask(url: string, body: Readonly<Record<string, unknown>>): Promise<TimedReply> {
  const startMs = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
  });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const events: string[] = [];
  let firstTokenMs: number | null = null;
  let done: Record<string, unknown> | undefined;
  for await (const { name, data } of readEvents(response.body)) {
    events.push(name);
    if (name === "token") firstTokenMs ??= performance.now() - startMs;
    if (name === "done") done = asRecord(JSON.parse(data));
  }
  if (done === undefined) throw new Error(`The stream of ${url} ended without "done": ${events.join(", ")}.`);
  return { done, events, firstTokenMs, totalMs: performance.now() - startMs };
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: string }> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const frames = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (name !== undefined && data !== undefined) yield { name, data };
    }
  }
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
