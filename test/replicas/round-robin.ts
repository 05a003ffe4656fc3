/** A proxy that sends each request to the next server, and to another one when that refuses or is stopping. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
}

export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let turn = 0;

  /** False: nothing of an answer was sent, another server may try. */
  function attempt(port: number, incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<boolean> {
    return new Promise((resolve) => {
      const { method, url: path, headers } = incoming;
      const forwarded = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
        if (answer.statusCode === 503) {
          answer.resume();
          return resolve(false);
        }
        response.writeHead(answer.statusCode ?? 502, { "content-type": answer.headers["content-type"] ?? "" });
        answer.on("error", () => response.destroy()).pipe(response);
        resolve(true);
      });
      forwarded.on("error", () => resolve(false)).end(body);
      response.once("close", () => forwarded.destroy());
    });
  }

  const server = createServer((incoming, response) => {
    void (async () => {
      const body = await buffer(incoming);
      for (let tries = 0; tries < ports.length; tries += 1) {
        turn += 1;
        if (await attempt(ports[turn % ports.length] ?? 0, incoming, body, response)) return;
      }
      response.writeHead(502).end("no server answers");
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
