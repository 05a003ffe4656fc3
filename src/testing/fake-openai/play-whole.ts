import type { ServerResponse } from "node:http";
import type { Fault } from "../fake-upstream/fault.ts";
import { pause, turn } from "../fake-upstream/play-stream.ts";

const parts = 60;
const partPauseMs = 5;

/** Answers with a whole reply in one piece of JSON, in the way of `fault` as far as it has one for that form. */
export async function playWhole(response: ServerResponse, body: object, fault: Fault | undefined): Promise<void> {
  const text = JSON.stringify(body);
  const half = text.slice(0, text.length / 2);
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.flushHeaders();
  switch (fault) {
    case "silent":
      return;
    case "comments-only":
      response.write("\n".repeat(20));
      return;
    case "comments-at-20":
    case "stall-at-20":
      response.write(half);
      return;
    case "open-end":
      response.write(text);
      return;
    case "empty-stream":
      return void response.end();
    case "role-only":
    case "cut-at-40":
      return void response.end(half);
    case "reset-first":
      return void response.destroy();
    case "reset-at-40":
      response.write(half);
      await turn();
      return void response.destroy();
    case "garbage":
      return void response.end(text.slice(1));
    case "bad-frame-at-10":
      return void response.end(`${half}{"id":"chatcmpl-123","choi${text.slice(half.length)}`);
    case "error-first":
    case "error-middle":
      return void response.end(
        JSON.stringify({ error: { message: "The engine died", type: "server_error", code: 500 } }),
      );
    case "no-final":
    case "no-finish-reason":
      return void response.end(text.replace('"finish_reason":"stop",', ""));
    case "empty-finish-reason":
      return void response.end(text.replace('"finish_reason":"stop"', '"finish_reason":""'));
    case "split-characters":
    case "drip":
      return await drip(response, Buffer.from(text, "utf8"), fault === "drip" ? partPauseMs : 0);
    default:
      response.end(text);
  }
}

async function drip(response: ServerResponse, bytes: Buffer, pauseMs: number): Promise<void> {
  const size = Math.ceil(bytes.length / parts);
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size));
    await (pauseMs > 0 ? pause(pauseMs) : turn());
  }
  response.end();
}
