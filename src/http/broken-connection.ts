import type { Duplex } from "node:stream";
import { ReparteeError } from "../core/errors.ts";
import { toErrorBody } from "./error-body.ts";

/** What is not HTTP, or came too slowly, never becomes a request: the answer is written to the bare connection. */
export function answerBrokenConnection(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { line, reason } = refusal(error.code);
  const body = JSON.stringify(
    toErrorBody(new ReparteeError("invalid_request", `Cannot read the request: ${reason}`), ""),
  );
  const head = `HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy());
}

function refusal(code: string | undefined): { readonly line: string; readonly reason: string } {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { line: "408 Request Timeout", reason: "it came too slowly" };
    case "HPE_HEADER_OVERFLOW":
      return { line: "431 Request Header Fields Too Large", reason: "its headers are too large" };
    default:
      return { line: "400 Bad Request", reason: "it is not valid HTTP" };
  }
}
