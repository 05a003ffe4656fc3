import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Gives a request back to the server as one that does not want another protocol. Some clients offer one with every
 * request (Java's sends `Upgrade: h2c`), and Node takes all of these off its parser as soon as anybody listens.
 */
export function toOrdinaryRequest(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? "GET"} ${request.url ?? "/"} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
