import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A request that a fake upstream was sent. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed; an empty object when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Every request, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Connections that were ever opened. */
  readonly connectionCount: number;
  /** Answers that have begun and are neither finished nor closed: 0 when nothing leaks. */
  readonly openAnswers: number;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => Promise<void> | void;

/** A server on a free port of this machine. */
export async function startFakeServer(answer: Answer): Promise<FakeServer> {
  const requests: SeenRequest[] = [];
  let connectionCount = 0;
  let openAnswers = 0;

  const server = createServer((incoming, response) => {
    openAnswers += 1;
    response.once("close", () => (openAnswers -= 1));
    readBody(incoming)
      .then((body) => {
        const { method = "", url = "", headers } = incoming;
        const seen = { method, path: url, headers, body };
        requests.push(seen);
        return answer(seen, response);
      })
      .catch(() => response.destroy());
  });
  server.on("connection", () => (connectionCount += 1));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    get openAnswers() {
      return openAnswers;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}
