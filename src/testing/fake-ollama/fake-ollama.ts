/**
 * An Ollama server without models: it speaks the protocol of ollama/ollama's API reference and OpenAPI file, and
 * repeats the user's words. A model named `fault-NAME` answers with that fault.
 */
import type { ServerResponse } from "node:http";
import { splitWords } from "../../core/word-tokens.ts";
import { answerJson, answerWithFault } from "../fake-upstream/answers.ts";
import { echoVector } from "../fake-upstream/echo-reply.ts";
import { type FakeServer, type SeenRequest, startFakeServer } from "../fake-upstream/fake-server.ts";
import { faultOf } from "../fake-upstream/fault.ts";
import { playStream } from "../fake-upstream/play-stream.ts";
import { installedModels, showBody, tagsBody } from "./fake-models.ts";
import { ollamaStream } from "./ollama-stream.ts";
import { pullFrames } from "./pull-frames.ts";

export type FakeOllama = FakeServer;

export interface FakeOllamaOptions {
  /** Models that are there after a pull only. */
  readonly pullable?: readonly string[];
  /** What is said to the user's last words, also by a model with a fault, as far as it comes. Default: repeats them. */
  readonly reply?: (asked: string) => string;
}

export function startFakeOllama({ pullable = [], reply }: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const installed = new Set<string>(installedModels);
  const earlier = new Map<string, number>();

  return startFakeServer(async (request, response) => {
    const { path, body } = request;
    const model = modelOf(body);
    if (path === "/api/tags") return answerJson(response, 200, tagsBody([...installed]));
    if (path === "/api/pull") return pull(model, response);
    const fault = faultOf(model);
    if (fault === undefined && !installed.has(model)) {
      return answerJson(response, 404, { error: `model '${model}' not found` });
    }
    if (path === "/api/show") return answerJson(response, 200, showBody(model));
    if (path === "/api/embed") return embed(request, response);
    if (path !== "/api/chat" && path !== "/api/generate") {
      return void response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
    }
    if (isLoadCall(body)) return answerJson(response, 200, loadedBody(body));
    const count = earlier.get(model) ?? 0;
    earlier.set(model, count + 1);
    const { authorization } = request.headers;
    if (answerWithFault(response, fault, (error) => ({ error }), { earlier: count, authorization })) return;
    const stream = ollamaStream(request, fault !== undefined, reply);
    if ("error" in stream) return answerJson(response, 400, stream);
    await playStream(response, stream, fault);
  });

  async function pull(model: string, response: ServerResponse): Promise<void> {
    const known = installed.has(model) || pullable.includes(model);
    const frames = pullFrames(known);
    await playStream(response, frames, faultOf(model));
    if (known) installed.add(model);
  }
}

function modelOf({ model }: SeenRequest["body"]): string {
  return typeof model === "string" ? model : "";
}

function embed({ body }: SeenRequest, response: ServerResponse): void {
  const given = body["input"];
  const texts = Array.isArray(given) ? given.map(String) : [String(given)];
  const tokens = texts.map((text) => splitWords(text).length);
  if (body["truncate"] === false && tokens.some((count) => count > 4096)) {
    return answerJson(response, 400, { error: "the input length exceeds the context length" });
  }
  answerJson(response, 200, {
    model: body["model"],
    embeddings: texts.map(echoVector),
    total_duration: 14143917,
    load_duration: 1019500,
    prompt_eval_count: tokens.reduce((sum, count) => sum + count, 0),
  });
}

/** Without a prompt, Ollama reads the model into memory, or with `keep_alive` 0 forgets it. */
function isLoadCall(body: SeenRequest["body"]): boolean {
  return body["prompt"] === undefined && body["messages"] === undefined;
}

function loadedBody(body: SeenRequest["body"]): object {
  const reason = body["keep_alive"] === 0 ? "unload" : "load";
  return {
    model: body["model"],
    created_at: "2024-09-12T03:54:03.516566Z",
    response: "",
    done: true,
    done_reason: reason,
  };
}
