/**
 * A server with OpenAI's API and no model, in a process of its own: what a gateway costs is all that is left to measure.
 * Writes its port to standard output.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** As a fast model on a GPU: the first token after this time, and one more after each of these. */
const firstTokenMs = 20;
const tokenGapMs = 5;
const defaultTokens = 32;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url?.endsWith("/models") === true) return sendJson(response, { data: [{ id: "fake" }] });
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { stream?: boolean; max_tokens?: number };
    const tokens = body.max_tokens ?? defaultTokens;
    if (body.stream === true) stream(response, tokens);
    else sendJson(response, whole(tokens));
  });
});
// A client that keeps a connection must not meet its end.
server.keepAliveTimeout = 600_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => console.log((server.address() as AddressInfo).port));

const head = { id: "chatcmpl-1", created: 1_700_000_000, model: "fake" };

function usage(tokens: number): object {
  return { prompt_tokens: 20, completion_tokens: tokens, total_tokens: 20 + tokens };
}

function whole(tokens: number): object {
  const message = { role: "assistant", content: "word ".repeat(tokens) };
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  return { ...head, object: "chat.completion", choices, usage: usage(tokens) };
}

function frame(choices: readonly object[], more: object = {}): string {
  return `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices, ...more })}\n\n`;
}

const token = frame([{ index: 0, delta: { content: "word " }, finish_reason: null }]);
const end = frame([{ index: 0, delta: {}, finish_reason: "stop" }]);

function stream(response: ServerResponse, tokens: number): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(frame([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]));
  let sent = 0;
  setTimeout(function next() {
    if (response.destroyed) return;
    response.write(token);
    sent += 1;
    if (sent < tokens) return void setTimeout(next, tokenGapMs);
    response.end(`${end}${frame([], { usage: usage(tokens) })}data: [DONE]\n\n`);
  }, firstTokenMs);
}

function sendJson(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
