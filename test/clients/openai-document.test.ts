/**
 * Answers held against OpenAI's OpenAPI document, which is not part of this repository: `REPARTEE_TEST_OPENAI_DOCUMENT` is
 * the path of a copy. An excerpt by hand shows on every run that the check finds what is wrong.
 */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAnswerValidator, type AnswerValidator } from "../support/openai-document/answer-validator.ts";
import { startModelServer, type ModelServer } from "./model-server.ts";

const excerpt = fileURLToPath(new URL("../support/openai-document/excerpt.yaml", import.meta.url));
const given = process.env["REPARTEE_TEST_OPENAI_DOCUMENT"];

const messages = [{ role: "user", content: "Hi" }];
const tool = { type: "function", function: { name: "get_weather", parameters: { type: "object" } } };
const chat = { model: "random", messages, max_tokens: 4 };

interface Request {
  readonly name: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: { readonly stream?: boolean; readonly [field: string]: unknown };
}

const requests: readonly Request[] = [
  { name: "a chat", method: "POST", path: "/chat/completions", body: chat },
  {
    name: "log probabilities",
    method: "POST",
    path: "/chat/completions",
    body: { ...chat, logprobs: true, top_logprobs: 2 },
  },
  {
    name: "a tool call",
    method: "POST",
    path: "/chat/completions",
    body: { model: "caller", messages, tools: [tool] },
  },
  { name: "reasoning", method: "POST", path: "/chat/completions", body: { model: "thoughtful", messages } },
  { name: "n replies", method: "POST", path: "/chat/completions", body: { ...chat, n: 2 } },
  { name: "a stream", method: "POST", path: "/chat/completions", body: { ...chat, stream: true } },
  {
    name: "a stream with usage and log probabilities",
    method: "POST",
    path: "/chat/completions",
    body: { ...chat, stream: true, logprobs: true, stream_options: { include_usage: true } },
  },
  {
    name: "a streamed tool call",
    method: "POST",
    path: "/chat/completions",
    body: { model: "caller", messages, tools: [tool], stream: true },
  },
  { name: "a completion", method: "POST", path: "/completions", body: { model: "random", prompt: "a", logprobs: 1 } },
  {
    name: "an echoed prompt",
    method: "POST",
    path: "/completions",
    body: { model: "random", prompt: "a b c", echo: true, max_tokens: 1 },
  },
  { name: "vectors", method: "POST", path: "/embeddings", body: { model: "random", input: ["a", "b"] } },
  { name: "the models", method: "GET", path: "/models" },
  { name: "a response", method: "POST", path: "/responses", body: { model: "scripted", input: "Hi" } },
  {
    name: "a response with a call",
    method: "POST",
    path: "/responses",
    body: {
      model: "caller",
      input: "Hi",
      tools: [{ type: "function", name: "get_weather", parameters: {}, strict: null }],
    },
  },
  { name: "a response with reasoning", method: "POST", path: "/responses", body: { model: "thoughtful", input: "Hi" } },
  {
    name: "a streamed response",
    method: "POST",
    path: "/responses",
    body: { model: "scripted", input: "Hi", stream: true },
  },
];

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** The answer, or the events of its stream. */
async function ask({ method, path, body }: Request): Promise<readonly unknown[]> {
  const response = await fetch(server.baseUrl + path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  if (body?.stream !== true) return [await response.json()];
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith("data: {"));
  return lines.map((line): unknown => JSON.parse(line.slice(6)));
}

async function problemsOf(validator: AnswerValidator, request: Request): Promise<readonly string[] | undefined> {
  const answers = await ask(request);
  expect(answers.length).toBeGreaterThan(0);
  const kind = request.body?.stream === true ? "eventProblems" : "problems";
  const found = answers.map((answer) => validator[kind](request.method, request.path, answer));
  return found.some((one) => one === undefined) ? undefined : [...new Set(found.flatMap((one) => one ?? []))];
}

describe("the check of answers", () => {
  const validator = readAnswerValidator(excerpt);
  const whole = requests.filter(({ path }) => path === "/chat/completions" || path === "/models");

  test.each(whole)("finds nothing wrong with $name", async (request) => {
    expect(await problemsOf(validator, request)).toEqual([]);
  });

  test("names each wrong field", async () => {
    const [answer] = (await ask({ method: "POST", path: "/chat/completions", body: chat, name: "" })) as [
      { choices: [{ message: object }]; usage: object },
    ];
    const [choice] = answer.choices;
    const broken: readonly (readonly [wrong: object, place: RegExp])[] = [
      [{ ...answer, object: "text_completion" }, /\/object: must be equal to one of/],
      [{ ...answer, created: 1.5 }, /\/created: must be integer/],
      [{ ...answer, usage: { ...answer.usage, total_tokens: "8" } }, /\/usage\/total_tokens/],
      [{ ...answer, choices: [{ ...choice, logprobs: undefined }] }, /required property 'logprobs'/],
      [{ ...answer, choices: [{ ...choice, logprobs: { content: [] } }] }, /required property 'refusal'/],
      [{ ...answer, choices: [{ ...choice, finish_reason: "cancelled" }] }, /\/choices\/0\/finish_reason/],
    ];
    for (const [wrong, place] of broken) {
      const sent: unknown = JSON.parse(JSON.stringify(wrong));
      expect(validator.problems("POST", "/chat/completions", sent)?.join("\n")).toMatch(place);
    }
  });

  test("says so where the document has no such route", () => {
    expect(validator.problems("POST", "/nothing", {})).toBeUndefined();
  });
});

const reason = given === undefined ? " (skipped: REPARTEE_TEST_OPENAI_DOCUMENT names no copy of it)" : "";
describe.skipIf(given === undefined)(`OpenAI's document${reason}`, () => {
  test.each(requests)("finds nothing wrong with $name", async (request) => {
    const found = await problemsOf(readAnswerValidator(given ?? ""), request);
    if (request.body?.stream !== true) expect(found).toBeDefined();
    expect(found ?? []).toEqual([]);
  });
});
