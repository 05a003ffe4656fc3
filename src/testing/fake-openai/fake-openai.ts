/**
 * A server that speaks OpenAI's API without models: it repeats the user's words. It knows the fields of one kind of
 * server and refuses all others, as the strictest of each kind do. A model named `fault-NAME` answers with that fault;
 * one named `random-faults` with one that the seed in the user's words chooses.
 */
import type { ServerResponse } from "node:http";
import { splitWords } from "../../core/word-tokens.ts";
import { answerJson, answerWithFault } from "../fake-upstream/answers.ts";
import { echoVector, faultyReplyText } from "../fake-upstream/echo-reply.ts";
import { type FakeServer, type SeenRequest, startFakeServer } from "../fake-upstream/fake-server.ts";
import { faultOf } from "../fake-upstream/fault.ts";
import { playStream } from "../fake-upstream/play-stream.ts";
import { playRandomly, randomFaultsModel, randomReplyText, seedIn } from "../fake-upstream/random-faults.ts";
import { hearTone, speakAsTone } from "./fake-speech.ts";
import { type FakeKind, refusedField } from "./known-fields.ts";
import { openaiStream } from "./openai-stream.ts";
import { playWhole } from "./play-whole.ts";

export type FakeOpenai = FakeServer;

export interface FakeOpenaiOptions {
  /** Default `generic`. */
  readonly kind?: FakeKind;
  /** Answer as a whole although a stream is asked for. */
  readonly unstreamed?: boolean;
  /** Transcribe as `json` only, without the language. */
  readonly jsonOnly?: boolean;
  /** Lists no models: `/models` is a 404. */
  readonly unlisted?: boolean;
  /** Answer as a whole unless a stream is asked for, as OpenAI does. Default: always stream. */
  readonly wholeUnlessAsked?: boolean;
  /** Default: a free one. */
  readonly port?: number;
}

const contextTokens = 4096;
const answeredPaths: readonly string[] = [
  "/v1/chat/completions",
  "/v1/completions",
  "/v1/audio/speech",
  "/v1/audio/transcriptions",
];

export function startFakeOpenai({
  kind = "generic",
  unstreamed,
  unlisted,
  jsonOnly,
  wholeUnlessAsked,
  port,
}: FakeOpenaiOptions = {}): Promise<FakeOpenai> {
  const earlier = new Map<string, number>();
  /** Prompts that were read before. */
  const read = new Set<string>();

  return startFakeServer(async (request, response) => {
    const { path, body } = request;
    const model = modelOf(body);
    if (path === "/v1/models" && unlisted !== true) return answerJson(response, 200, modelsBody());
    const fault = faultOf(model);
    if (
      fault === undefined &&
      ![randomFaultsModel, "echo"].includes(model) &&
      path.startsWith("/v1/") &&
      path !== "/v1/models"
    ) {
      return answerJson(response, 404, errorBody(`The model \`${model}\` does not exist`, "model_not_found"));
    }
    if (path === "/v1/embeddings") return embed(request, response);
    if (!answeredPaths.includes(path)) {
      return answerJson(response, 404, { detail: "Not Found" });
    }
    const count = earlier.get(model) ?? 0;
    earlier.set(model, count + 1);
    const { authorization } = request.headers;
    if (answerWithFault(response, fault, errorBody, { earlier: count, authorization })) return;
    if (path === "/v1/audio/speech") return speakAsTone(request, response);
    if (path === "/v1/audio/transcriptions") return hearTone(request, response, { jsonOnly: jsonOnly === true });
    const field = refusedField(kind, path, body);
    if (field !== undefined)
      return answerJson(response, 400, errorBody(`Unrecognized request argument: ${field}`, "invalid"));
    const prompt = JSON.stringify(body["messages"] ?? body["prompt"]);
    const stream = openaiStream(request, {
      kind,
      contextTokens,
      text: model === randomFaultsModel ? randomReplyText(seedIn(prompt)) : fault && faultyReplyText,
      wasRead: read.has(prompt),
    });
    read.add(prompt);
    if ("error" in stream) return answerJson(response, 400, stream);
    if (model === randomFaultsModel) return await playRandomly(response, stream, seedIn(prompt));
    if (unstreamed === true) return answerJson(response, 200, stream.whole);
    if (wholeUnlessAsked === true && body["stream"] !== true) return await playWhole(response, stream.whole, fault);
    await playStream(
      response,
      fault === "no-usage" ? { ...stream, closing: stream.closingWithoutUsage } : stream,
      fault,
    );
  }, port);
}

function errorBody(message: string, code: string): object {
  return { error: { message, type: "invalid_request_error", param: null, code } };
}

function modelsBody(): object {
  const names = ["echo", ...Array.from({ length: 8 }, (_, index) => `other-${index}`)];
  return {
    object: "list",
    data: names.map((id) => ({
      id,
      object: "model",
      created: 1_686_935_002,
      owned_by: "fake",
      max_model_len: contextTokens,
    })),
  };
}

function modelOf({ model }: SeenRequest["body"]): string {
  return typeof model === "string" ? model : "";
}

function embed({ body }: SeenRequest, response: ServerResponse): void {
  const given = body["input"];
  const texts = Array.isArray(given) ? given.map(String) : [String(given)];
  const tokens = texts.reduce((sum, text) => sum + splitWords(text).length, 0);
  const data = texts.map((text, index) => ({ object: "embedding", index, embedding: echoVector(text) }));
  answerJson(response, 200, {
    object: "list",
    data: data.toReversed(),
    model: body["model"],
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}
