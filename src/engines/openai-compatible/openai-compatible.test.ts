import { expect, it, onTestFinished } from "vitest";
import type { LoadedModel, LoadOptions } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { type FakeOpenai, startFakeOpenai, type FakeOpenaiOptions } from "../../testing/fake-openai/fake-openai.ts";
import { type Answer, startFakeServer } from "../../testing/fake-upstream/fake-server.ts";
import { replyOutcome } from "../../../test/support/faulty-upstream/reply-outcome.ts";
import { createOpenaiCompatibleEngine, type OpenaiUpstreamOptions } from "./index.ts";

const { signal } = new AbortController();

async function fake(options: FakeOpenaiOptions = {}): Promise<FakeOpenai> {
  const server = await startFakeOpenai(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function load(
  url: string,
  upstream: Partial<OpenaiUpstreamOptions> = {},
  { location = "gpu/echo", ...options }: LoadOptions & { readonly location?: string } = {},
): Promise<LoadedModel> {
  const upstreams = [{ name: "gpu", baseUrl: `${url}/v1`, ...upstream }];
  return createOpenaiCompatibleEngine({ log: silentLog, upstreams }).load({ name: "m", location }, options, signal);
}

/** A model of a server whose every streamed reply is these events. */
async function modelThatStreams(...events: readonly (object | string)[]): Promise<LoadedModel> {
  const answer: Answer = ({ path }, response) => {
    if (path === "/v1/models") return void response.writeHead(404).end("{}");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(
      events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join(""),
    );
  };
  const server = await startFakeServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return load(server.url);
}

const delta = (fields: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});

it("model has what the upstream lists of it", async () => {
  const { url } = await fake();
  const model = await load(url, {}, { slots: 8 });
  expect(model.info).toEqual({
    name: "m",
    engine: "openai-compatible",
    device: "remote",
    slots: 8,
    chatTemplate: "model",
    contextWindowTokens: 4096,
  });
});

it("model that the upstream does not list is refused with some that it has", async () => {
  const { url } = await fake();
  await expect(load(url, {}, { location: "gpu/owner/else" })).rejects.toMatchObject({
    code: "model_not_found",
    message: 'Cannot load model "owner/else": upstream "gpu" does not list it',
    hint: "It has echo, other-0, other-1, other-2, other-3, and 4 more.",
  });
});

it("server that answers under any name is believed", async () => {
  const { url } = await fake();
  const model = await load(url, { dialect: "llama-server" }, { location: "gpu/whatever" });
  expect(model.info.contextWindowTokens).toBe(4096);
});

it("upstream that is not configured, and a location without one, are refused", async () => {
  const { url } = await fake();
  await expect(load(url, {}, { location: "cpu/echo" })).rejects.toMatchObject({
    code: "config_invalid",
    hint: "Known are gpu.",
  });
  for (const location of ["echo", "/echo", "gpu/"]) {
    await expect(load(url, {}, { location })).rejects.toMatchObject({ code: "config_invalid" });
  }
});

it("wrong key is reported at load", async () => {
  const server = await startFakeServer(
    (_request, response) => void response.writeHead(401).end('{"error":{"message":"no"}}'),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  await expect(load(server.url)).rejects.toMatchObject({ code: "upstream_error", facts: { status: 401 } });
});

it("prompt that cannot fit the configured window is not sent", async () => {
  const server = await fake();
  const model = await load(server.url, {}, { contextSize: 10 });
  const content = "word ".repeat(10);
  const { error } = await replyOutcome(model, { input: { kind: "chat", messages: [{ role: "user", content }] } });
  expect(error).toMatchObject({ code: "context_length_exceeded", facts: { n_prompt_tokens: 10, n_ctx: 10 } });
  expect(server.requests.map(({ path }) => path)).toEqual(["/v1/models"]);
});

it("prompt tokens that were reused are reported", async () => {
  const { url } = await fake();
  const model = await load(url);
  expect((await replyOutcome(model)).finish?.usage.cachedTokens).toBe(0);
  expect((await replyOutcome(model)).finish?.usage.cachedTokens).toBe(3);
});

it("turns of one conversation carry the same session, and other conversations others", async () => {
  const server = await fake();
  const model = await load(server.url, { sessionHeader: "X-Session-Id" });
  const first = [
    { role: "system", content: "Be kind." },
    { role: "user", content: "Hi" },
  ] as const;
  const later = [...first, { role: "assistant", content: "Hello" }, { role: "user", content: "And?" }] as const;
  const other = [first[0], { role: "user", content: "Hey" }] as const;
  for (const messages of [first, later, other]) await replyOutcome(model, { input: { kind: "chat", messages } });
  await replyOutcome(model, { input: { kind: "text", text: "Once" } });
  const sessions = server.requests.flatMap(({ path, headers }) =>
    path === "/v1/models" ? [] : [headers["x-session-id"]],
  );
  expect(sessions[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(sessions[1]).toBe(sessions[0]);
  expect(new Set(sessions).size).toBe(3);
});

it("session header that is none is refused at the start", () => {
  const upstreams = [{ name: "gpu", baseUrl: "http://gpu/v1", sessionHeader: "x y" }];
  expect(() => createOpenaiCompatibleEngine({ log: silentLog, upstreams })).toThrow("no name of a header");
});

it("completion's log probabilities come as the chat's do", async () => {
  const { url } = await fake();
  const model = await load(url);
  const { events } = await replyOutcome(model, {
    input: { kind: "text", text: "one two" },
    logprobs: { top: 2 },
    maxTokens: 2,
  });
  const logprobs = events.flatMap((event) => (event.type === "text-delta" ? (event.logprobs ?? []) : []));
  expect(logprobs.map(({ token, top }) => [token, top.length])).toEqual([
    ["one", 2],
    [" two", 2],
  ]);
  expect(logprobs[0]?.bytes).toEqual([...Buffer.from("one")]);
});

it("vectors come in the order of the texts, whichever order the upstream answers in", async () => {
  const { url } = await fake();
  const model = await load(url);
  const together = await model.embed?.({ id: "1", texts: ["one", "two"] }, signal);
  const alone = await model.embed?.({ id: "2", texts: ["two"] }, signal);
  expect(together?.vectors[1]).toEqual(alone?.vectors[0]);
  expect(together?.usage.promptTokens).toBe(2);
});

it("thoughts of a model are not shown and keep the reply alive", async () => {
  const model = await modelThatStreams(
    delta({ reasoning_content: "Hm" }),
    delta({ reasoning: "Hm" }),
    delta({ content: "Yes" }),
    delta({}, "stop"),
    "[DONE]",
  );
  const { text, tokens, finish } = await replyOutcome(model);
  expect([text, tokens, finish?.reason]).toEqual(["Yes", 3, "stop"]);
});

it.each([
  ["no finish reason", delta({ content: "Yes" }), "[DONE]"],
  ["an empty finish reason", delta({ content: "Yes" }, ""), "[DONE]"],
  ["a role and nothing else", delta({ role: "assistant", content: "" }), ""],
])("reply with %s is truncated, whatever ends its stream", async (_what, ...events) => {
  const { finish, error } = await replyOutcome(await modelThatStreams(...events));
  expect(finish).toBeUndefined();
  expect(error?.code).toBe("upstream_truncated");
});

it("reply that the upstream aborted is an error", async () => {
  const { error } = await replyOutcome(await modelThatStreams(delta({ content: "Yes" }), delta({}, "abort"), "[DONE]"));
  expect(error?.code).toBe("upstream_error");
});

it("finish reasons that only some servers have mean that the model stopped", async () => {
  const { finish } = await replyOutcome(await modelThatStreams(delta({ content: "Yes" }, "eos_token")));
  expect(finish?.reason).toBe("stop");
});

it("tool calls are put in order, whatever the server repeats or leaves out", async () => {
  const call = (fields: object): object => delta({ tool_calls: [fields] });
  const model = await modelThatStreams(
    call({ index: 3, id: "a", function: { name: "look", arguments: '{"at"' } }),
    call({ index: 3, id: "a", function: { name: "look", arguments: ":1}" } }),
    call({ id: "b", function: { name: "see", arguments: { at: 2 } } }),
    call({ function: { arguments: "" } }),
    call({ index: 9, function: { arguments: "lost" } }),
    delta({}, "stop"),
    "[DONE]",
  );
  const { events, finish } = await replyOutcome(model);
  expect(events.filter(({ type }) => type === "tool-call-delta")).toEqual([
    { type: "tool-call-delta", index: 0, id: "a", name: "look", argumentsDelta: '{"at"', tokenCount: 1 },
    { type: "tool-call-delta", index: 0, argumentsDelta: ":1}", tokenCount: 1 },
    { type: "tool-call-delta", index: 1, id: "b", name: "see", argumentsDelta: '{"at":2}', tokenCount: 1 },
  ]);
  expect(finish?.reason).toBe("tool-calls");
  expect(finish?.warnings).toContainEqual(expect.objectContaining({ feature: "stream" }));
});

it("another Repartee's mark of an incomplete reply is believed", async () => {
  const mark = (repartee: object): object => ({ ...delta({}, "stop"), repartee });
  const broken = await modelThatStreams(
    delta({ content: "Yes" }),
    mark({ source: "model", complete: false, model: "m" }),
    "[DONE]",
  );
  expect((await replyOutcome(broken)).error?.code).toBe("upstream_truncated");
  const replaced = await modelThatStreams(
    delta({ content: "Yes" }),
    mark({ source: "fallback_model", complete: true, model: "small", reason: "runner_crashed" }),
    "[DONE]",
  );
  expect((await replyOutcome(replaced)).finish?.warnings).toContainEqual({
    kind: "approximated",
    feature: "model",
    detail: 'At the upstream, model "small" answered instead (runner_crashed)',
  });
});

it("list names an upstream's models", async () => {
  const { url } = await fake();
  const engine = createOpenaiCompatibleEngine({ log: silentLog, upstreams: [{ name: "gpu", baseUrl: `${url}/v1` }] });
  expect(await engine.list("gpu", signal)).toContainEqual({ id: "echo", contextWindowTokens: 4096 });
});
