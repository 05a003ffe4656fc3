import { describe, expect, it } from "vitest";
import { samplingRules } from "../../src/core/sampling.ts";
import { startServer } from "./support/start-server.ts";

const messages = [{ role: "user", content: "Hi" }];
const chat = "/v1/chat/completions";
const completions = "/v1/completions";

interface Row {
  readonly name: string;
  readonly body: unknown;
  /** The field that the answer names; null where there is none. */
  readonly param: string | null;
  readonly status?: number;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const schemaOfDepth = (depth: number): object =>
  depth === 0 ? { type: "string" } : { type: "array", items: schemaOfDepth(depth - 1) };
const manyProperties = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`p${index}`, {}]));
const format = (schema: unknown): object => ({ type: "json_schema", json_schema: { name: "answer", schema } });
const tool = (name: string): object => ({ type: "function", function: { name, parameters: { type: "object" } } });

const rows: readonly Row[] = [
  { name: "an empty body", body: "", param: null },
  { name: "text that is not JSON", body: "hello", param: null },
  { name: "JSON that breaks off", body: '{"messages": [', param: null },
  { name: "NaN", body: `{"messages": ${JSON.stringify(messages)}, "temperature": NaN}`, param: null },
  { name: "an array", body: [], param: null },
  { name: "null", body: "null", param: null },
  { name: "a text", body: '"hi"', param: null },
  { name: "invalid UTF-8", body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), param: null },
  { name: "nesting of 10,000", body: `{"messages":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, param: null },
  { name: "2 MB", body: { messages: [{ role: "user", content: "x".repeat(2_000_000) }] }, param: null, status: 413 },
  { name: "__proto__", body: '{"messages":[],"__proto__":{"stream":true}}', param: "__proto__" },
  { name: "an escaped __proto__", body: '{"a":[{"\\u005f_proto__":{}}]}', param: "a[0].__proto__" },
  { name: "constructor.prototype", body: '{"constructor":{"prototype":{"x":1}}}', param: "constructor" },
  {
    name: "half a character",
    body: '{"messages":[{"role":"user","content":"\\ud83d"}]}',
    param: "messages[0].content",
  },
  { name: "another content type", body: "a=1", param: null, status: 415, headers: { "content-type": "text/plain" } },
  { name: "a compressed body", body: "{}", param: null, status: 415, headers: { "content-encoding": "gzip" } },

  { name: "no messages", body: {}, param: "messages" },
  { name: "empty messages", body: { messages: [] }, param: "messages" },
  { name: "messages as a text", body: { messages: "Hi" }, param: "messages" },
  { name: "a message that is a text", body: { messages: ["Hi"] }, param: "messages[0]" },
  { name: "an unknown role", body: { messages: [{ role: "robot", content: "Hi" }] }, param: "messages[0].role" },
  { name: "no content", body: { messages: [{ role: "user" }] }, param: "messages[0].content" },
  { name: "content as a number", body: { messages: [{ role: "user", content: 1 }] }, param: "messages[0].content" },
  {
    name: "a picture",
    body: { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] },
    param: "messages[0].content[0].type",
  },
  { name: "a silent assistant", body: { messages: [{ role: "assistant" }] }, param: "messages[0].content" },
  {
    name: "a tool without call",
    body: { messages: [{ role: "tool", content: "1" }] },
    param: "messages[0].tool_call_id",
  },

  { name: "an unknown model", body: { messages, model: "nobody" }, param: "model", status: 404 },
  {
    name: "an unknown fallback model",
    body: { messages, repartee: { models: ["nobody"] } },
    param: "repartee.models[0]",
    status: 404,
  },
  { name: "a model as a number", body: { messages, model: 3 }, param: "model" },
  { name: "an unknown fallback", body: { messages, repartee: { fallback: "magic" } }, param: "repartee.fallback" },
  { name: "stream as a text", body: { messages, stream: "yes" }, param: "stream" },
  { name: "temperature as a text", body: { messages, temperature: "0.7" }, param: "temperature" },
  ...Object.values(samplingRules).flatMap(({ field, min, max }) => [
    { name: `${field} below its range`, body: { messages, [field]: min - 0.1 }, param: field },
    { name: `${field} above its range`, body: { messages, [field]: max + 0.1 }, param: field },
  ]),
  { name: "max_tokens -2", body: { messages, max_tokens: -2 }, param: "max_tokens" },
  { name: "negative max_tokens", body: { messages, max_tokens: -5 }, param: "max_tokens" },
  { name: "a fraction of a token", body: { messages, max_tokens: 1.5 }, param: "max_tokens" },
  {
    name: "a huge max_tokens",
    body: `{"messages":[{"role":"user","content":"a"}],"max_tokens":1e400}`,
    param: "max_tokens",
  },
  {
    name: "max_completion_tokens 1e30",
    body: { messages, max_completion_tokens: 1e30 },
    param: "max_completion_tokens",
  },
  { name: "a seed of 1.5", body: { messages, seed: 1.5 }, param: "seed" },
  { name: "n 0", body: { messages, n: 0 }, param: "n" },
  { name: "n 17", body: { messages, n: 17 }, param: "n" },
  { name: "17 stop texts", body: { messages, stop: [..."abcdefghijklmnopq"] }, param: "stop" },
  { name: "logit_bias of a word", body: { messages, logit_bias: { hello: 1 } }, param: "logit_bias.hello" },
  { name: "logit_bias 101", body: { messages, logit_bias: { 5: 101 } }, param: "logit_bias.5" },
  { name: "top_logprobs alone", body: { messages, top_logprobs: 2 }, param: "top_logprobs" },
  { name: "top_logprobs 21", body: { messages, logprobs: true, top_logprobs: 21 }, param: "top_logprobs" },
  { name: "an unknown format", body: { messages, response_format: { type: "xml" } }, param: "response_format.type" },
  {
    name: "a format without schema",
    body: { messages, response_format: { type: "json_schema", json_schema: { name: "a" } } },
    param: "response_format.json_schema.schema",
  },
  {
    name: "a schema that is a text",
    body: { messages, response_format: format("object") },
    param: "response_format.json_schema.schema",
  },
  {
    name: "a schema 17 deep",
    body: { messages, response_format: format(schemaOfDepth(16)) },
    param: "response_format.json_schema.schema",
  },
  {
    name: "a schema of 257 properties",
    body: { messages, response_format: format({ type: "object", properties: manyProperties }) },
    param: "response_format.json_schema.schema",
  },
  {
    name: "a schema over 32 KiB",
    body: { messages, response_format: format({ type: "string", description: "x".repeat(33_000) }) },
    param: "response_format.json_schema.schema",
  },
  { name: "a tool's name with a space", body: { messages, tools: [tool("a b")] }, param: "tools[0].function.name" },
  { name: "two tools of one name", body: { messages, tools: [tool("a"), tool("a")] }, param: "tools[1].function.name" },
  {
    name: "tool_choice of an unknown tool",
    body: { messages, tools: [tool("a")], tool_choice: { type: "function", function: { name: "b" } } },
    param: "tool_choice.function.name",
  },
  { name: "tool_choice required without tools", body: { messages, tool_choice: "required" }, param: "tool_choice" },
  { name: "an unknown tool_choice", body: { messages, tool_choice: "maybe" }, param: "tool_choice" },

  { name: "no prompt", path: completions, body: {}, param: "prompt" },
  { name: "half a token id", path: completions, body: { prompt: [1.5, 2] }, param: "prompt[0]" },
  { name: "a negative token id", path: completions, body: { prompt: [[-1]] }, param: "prompt[0][0]" },
  { name: "texts and token ids", path: completions, body: { prompt: ["a", [1]] }, param: "prompt[1]" },
  { name: "nine prompts", path: completions, body: { prompt: Array(9).fill("a") }, param: "prompt" },
  { name: "too many replies", path: completions, body: { prompt: ["a", "b", "c"], n: 6 }, param: "n" },
  { name: "a suffix", path: completions, body: { prompt: "a", suffix: "z" }, param: "suffix" },
  { name: "logprobs 6", path: completions, body: { prompt: "a", logprobs: 6 }, param: "logprobs" },
  {
    name: "echo with 6 logprobs",
    path: completions,
    body: { prompt: "a", echo: true, logprobs: 6 },
    param: "logprobs",
  },
  {
    name: "the user's words to go on with",
    body: { messages, continue_final_message: true },
    param: "continue_final_message",
  },
  {
    name: "a turn of its own to go on in",
    body: {
      messages: [{ role: "assistant", content: "a" }],
      continue_final_message: true,
      add_generation_prompt: true,
    },
    param: "add_generation_prompt",
  },
  { name: "no turn of its own", body: { messages, add_generation_prompt: false }, param: "add_generation_prompt" },
];

describe("a malformed request", () => {
  it.each(rows)("with $name is refused by name and reaches no model", async (row) => {
    const { post, serving } = await startServer();
    const response = await post(row.path ?? chat, row.body, row.headers);
    const body = (await response.json()) as { error: { message: string } };
    expect(body.error, JSON.stringify(body)).toMatchObject({ type: "invalid_request_error", param: row.param });
    expect(response.status).toBe(row.status ?? 400);
    expect(body.error.message).not.toMatch(/undefined|\[object|Invalid input/);
    if (row.param !== null && response.status === 400) expect(body.error.message).toContain(row.param);
    expect(serving.requests).toEqual([]);
  });

  it.each([
    [{ messages, temperature: 3 }, "temperature: expected a number from 0 to 2, got 3"],
    [
      { messages, max_completion_tokens: 1e30 },
      "max_completion_tokens: expected a whole number from 0 to 2147483647, got 1e+30",
    ],
    [{ messages: [] }, "messages: expected at least 1 item, got an array of 0"],
    [{}, "messages: expected an array, got nothing"],
    [
      { messages, logit_bias: { a: 1 } },
      'logit_bias.a: expected a token id, a whole number from 0, as the key, got "a"',
    ],
    [
      { messages: [{ role: "x" }] },
      'messages[0].role: expected one of "system", "developer", "user", "assistant", "tool", got "x"',
    ],
    [{ messages, stop: "s".repeat(300) }, "stop: expected at most 256 characters, got a string of 300 characters"],
  ])("is answered with what was expected and what came: %j", async (body, message) => {
    const { post } = await startServer();
    expect(await (await post(chat, body)).json()).toMatchObject({ error: { message } });
  });

  it("that only has unknown fields, repeated keys or nulls beside what is needed is answered", async () => {
    const { post, serving } = await startServer();
    const body = `{"messages":[{"role":"user","content":"no"}],"messages":${JSON.stringify(messages)},
      "parallel_tool_calls":true,"store":false,"metadata":{},"stop":null,"max_tokens":null,"seed":null,"tools":null}`;
    expect((await post(chat, body)).status).toBe(200);
    expect(serving.requests[0]?.generate).toEqual({
      input: { kind: "chat", messages },
      isWhole: true,
      sampling: {},
    });
  });
});
