import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server } from "node:net";

/** A request that a fake upstream was sent. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed; an empty object when there was none. Of a form its fields, files as bytes. */
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

/** A server on a port of this machine; 0 is a free one. */
export async function startFakeServer(answer: Answer, chosenPort: number = 0): Promise<FakeServer> {
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
  await listenOn(server, chosenPort);
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

/** @throws Error of the system, such as for a port that is taken. */
export function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function readBody(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const contentType = incoming.headers["content-type"] ?? "";
  if (contentType.startsWith("multipart/form-data")) return readForm(bytes, contentType);
  const text = bytes.toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}

/** As much of RFC 7578 as clients write. */
function readForm(bytes: Buffer, contentType: string): Readonly<Record<string, unknown>> {
  const boundary = /boundary="?(?<boundary>[^";]+)/.exec(contentType)?.groups?.["boundary"] ?? "";
  // One character for each byte.
  const parts = bytes.toString("latin1").split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    parts.map((part) => {
      const headEnd = part.indexOf("\r\n\r\n");
      const head = part.slice(0, headEnd);
      const body = Buffer.from(part.slice(headEnd + 4, -2), "latin1");
      const name = /\bname="(?<name>[^"]*)"/.exec(head)?.groups?.["name"] ?? "";
      return [name, head.includes("filename=") ? new Uint8Array(body) : body.toString("utf8")] as const;
    }),
  );
}
