/** Every route of the chat side that this server shares with OpenAI's document, and every event of its streams. */
import { ReparteeError } from "../../../src/core/errors.ts";
import { createScriptedServing, start, text } from "../../http/support/scripted-serving.ts";
import { startServer } from "../../http/support/start-server.ts";
import { componentPlace } from "./answer-validator.ts";
import { asked, streamed, type AnswerCase, type Answered } from "./asked.ts";

const messages = [{ role: "user", content: "Hi" }];
const tool = { type: "function", function: { name: "get_weather", parameters: { type: "object" } } };
const chat = { model: "random", messages, max_tokens: 4 };
const responseTool = { type: "function", name: "get_weather", parameters: {}, strict: null };
const errorPlace = componentPlace("ErrorResponse");
/** The document has no place of its own for the events of completions: they are of the same form. */
const completionPlace = componentPlace("CreateCompletionResponse");

function one(name: string, path: string, body: object): AnswerCase {
  return { name, ask: async (url) => [await asked(url, { path, body })] };
}

function stream(name: string, path: string, body: object): AnswerCase {
  return { name, ask: async (url) => await streamed(url, { path, body }) };
}

function refusal(name: string, status: number, request: { readonly path: string; readonly body?: object }): AnswerCase {
  return { name, ask: async (url) => [await asked(url, { ...request, status, place: errorPlace })] };
}

const chatPath = "/chat/completions";
export const chatCases: readonly AnswerCase[] = [
  one("a chat", chatPath, chat),
  one("log probabilities", chatPath, { ...chat, logprobs: true, top_logprobs: 2 }),
  one("a tool call", chatPath, { model: "caller", messages, tools: [tool] }),
  one("reasoning", chatPath, { model: "thoughtful", messages }),
  one("n replies", chatPath, { ...chat, n: 2 }),
  stream("a stream", chatPath, chat),
  stream("a stream with usage and log probabilities", chatPath, {
    ...{ ...chat, logprobs: true, stream_options: { include_usage: true } },
  }),
  stream("a streamed tool call", chatPath, { model: "caller", messages, tools: [tool] }),
  stream("streamed reasoning", chatPath, { model: "thoughtful", messages }),
  { name: "the models", ask: async (url) => [await asked(url, { path: "/models" })] },
];

const completionCases: readonly AnswerCase[] = [
  one("a completion", "/completions", { model: "random", prompt: "a", logprobs: 1, max_tokens: 3 }),
  one("an echoed prompt", "/completions", { model: "random", prompt: "a b c", echo: true, max_tokens: 1 }),
  one("an echoed prompt with log probabilities", "/completions", {
    ...{ model: "random", prompt: ["a b c", "d"], echo: true, logprobs: 2, max_tokens: 0 },
  }),
  {
    name: "a streamed completion",
    except: {
      problems: [
        "/choices/0/finish_reason: must be string",
        "/choices/0/finish_reason: must be equal to one of the allowed values",
        "/usage: must be object",
      ],
      reason: "the document has whole completions only; OpenAI's chunks have null until the last ones as well",
    },
    ask: async (url) =>
      await streamed(url, {
        ...{ path: "/completions", place: completionPlace },
        body: { model: "random", prompt: "a", logprobs: 1, max_tokens: 3, stream_options: { include_usage: true } },
      }),
  },
  one("vectors", "/embeddings", { model: "random", input: ["a", "b"] }),
  {
    name: "one model",
    ask: async (url) => [await asked(url, { path: "/models/random", route: "/models/{model}" })],
  },
];

const errorCases: readonly AnswerCase[] = [
  refusal("a wrong field", 400, { path: chatPath, body: { ...chat, temperature: "hot" } }),
  refusal("an unknown model", 404, { path: chatPath, body: { ...chat, model: "nobody" } }),
  refusal("a prompt that is too long", 400, {
    path: "/completions",
    body: { model: "random", prompt: "a b ".repeat(4000) },
  }),
  refusal("an unknown response", 404, { path: "/responses/resp_00000000000000000000000000000000" }),
  refusal("an unknown path", 404, { path: "/assistants" }),
];

const responsesPath = "/responses";
const input = "Hi";
/** A conversation with a call, its result, and what was thought. */
const items = [
  { type: "message", role: "user", content: [{ type: "input_text", text: "Weather?" }] },
  { type: "reasoning", id: "rs_1", summary: [], content: [{ type: "reasoning_text", text: "Ask." }] },
  { type: "function_call", call_id: "c1", name: "get_weather", arguments: "{}" },
  { type: "function_call_output", call_id: "c1", output: "Clear." },
  { role: "assistant", content: "Clear." },
  { role: "user", content: input },
];
const format = {
  type: "json_schema",
  name: "city",
  schema: { type: "object", properties: { a: { type: "integer" } } },
};

const responseCases: readonly AnswerCase[] = [
  one("a response", responsesPath, {
    model: "scripted",
    input,
    metadata: { a: "b" },
    user: "anna",
    instructions: "Be.",
  }),
  one("a response with a call", responsesPath, { model: "caller", input, tools: [responseTool] }),
  one("a response with reasoning", responsesPath, { model: "thoughtful", input, reasoning: { effort: "low" } }),
  one("a response that is cut off", responsesPath, { model: "scripted", input, max_output_tokens: 2 }),
  one("a response as JSON", responsesPath, { model: "random", input, text: { format }, max_output_tokens: 40 }),
  one("a response with log probabilities", responsesPath, {
    ...{ model: "random", input, max_output_tokens: 3, top_logprobs: 2, include: ["message.output_text.logprobs"] },
  }),
  one("a response with a chosen tool", responsesPath, {
    ...{ model: "random", input, tools: [responseTool], max_output_tokens: 8 },
    ...{ tool_choice: { type: "function", name: "get_weather" }, parallel_tool_calls: false },
  }),
  stream("a streamed response", responsesPath, { model: "scripted", input }),
  stream("a streamed response with a call", responsesPath, { model: "caller", input, tools: [responseTool] }),
  stream("a streamed response with reasoning", responsesPath, { model: "thoughtful", input }),
  stream("a streamed response that is cut off", responsesPath, { model: "scripted", input, max_output_tokens: 2 }),
  stream("a streamed response with log probabilities", responsesPath, {
    ...{ model: "random", input, max_output_tokens: 3, top_logprobs: 1, include: ["message.output_text.logprobs"] },
  }),
  one("a count of tokens", `${responsesPath}/input_tokens`, { model: "scripted", input }),
  { name: "a streamed response that fails", ask: askFailing },
  { name: "a stored response", ask: askStored },
  { name: "a response in the background", ask: askBackground },
];

const byId = "/responses/{response_id}";

/** Got, listed, continued; the document describes no answer of a deletion. */
async function askStored(url: string): Promise<readonly Answered[]> {
  const first = await asked(url, { path: responsesPath, body: { model: "scripted", input: items } });
  const { id } = first.answer as { id: string };
  const body = { model: "scripted", input, previous_response_id: id };
  const path = `/responses/${id}`;
  return [
    first,
    await asked(url, { path, route: byId }),
    await asked(url, { path: `${path}/input_items?limit=2&order=asc`, route: `${byId}/input_items` }),
    await asked(url, { path: `${path}/input_items`, route: `${byId}/input_items` }),
    await asked(url, { path: responsesPath, body }),
  ];
}

async function askFailing(): Promise<readonly Answered[]> {
  const error = new ReparteeError("generation_failed", "Cannot answer: the model broke off");
  const serving = createScriptedServing(() => [start, text("Hel"), { type: "error", error }]);
  const { url } = await startServer({ serving });
  return await streamed(`${url}/v1`, { path: responsesPath, body: { model: "tiny", input } });
}

async function askBackground(url: string): Promise<readonly Answered[]> {
  const body = { model: "random", input, background: true, max_output_tokens: 500 };
  const queued = await asked(url, { path: responsesPath, body });
  const { id } = queued.answer as { id: string };
  const running = await asked(url, { path: `/responses/${id}`, route: byId });
  const cancelled = await asked(url, { path: `/responses/${id}/cancel`, method: "POST", route: `${byId}/cancel` });
  return [queued, running, cancelled];
}

export const openAiCases: readonly AnswerCase[] = [...chatCases, ...completionCases, ...responseCases, ...errorCases];

/**
 * Fields of ours, the bytes of tokens in the events of Responses, those of Open Responses, llama.cpp's names beside an error, and the reasoning of other servers; `task` is
 * in OpenAI's answers and not in its document.
 */
export const openAiExtensions: RegExp =
  /(?:^|\/)(?:repartee|reasoning_content|store|presence_penalty|frequency_penalty|task)$|^\/logprobs\/\d+\/(?:top_logprobs\/\d+\/)?bytes$|^\/error\/(?:hint|n_prompt_tokens|n_ctx)$/;
