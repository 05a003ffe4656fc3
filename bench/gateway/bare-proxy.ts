/**
 * A proxy of a few lines of `node:http`, in a process of its own: reads a request, sends it on, passes the answer back as
 * it comes. What it costs, any gateway on Node does. Writes its port to standard output.
 */
import { Agent, createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

const [upstream = ""] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 2_000 });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const headers = { "content-type": "application/json" };
    const sent = send(new URL(request.url ?? "/", upstream), { method: request.method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { "content-type": answer.headers["content-type"] });
      answer.pipe(response);
    });
    sent.on("error", () => response.destroy());
    sent.end(Buffer.concat(chunks));
  });
});
// A client that keeps a connection must not meet its end.
server.keepAliveTimeout = 600_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => console.log((server.address() as AddressInfo).port));
