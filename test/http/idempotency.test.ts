import { expect, test } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import type { FakeStep } from "../../src/testing/index.ts";
import { createGate, type Gate } from "../../src/testing/fake-engine/gate.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import { createRespondScene } from "../chat/respond-scene.ts";
import { until } from "../faults/server-process.ts";
import { says } from "../serving/scene.ts";
import { createMemoryStores } from "./support/memory-stores.ts";
import { finish, start, text } from "./support/scripted-serving.ts";
import { createScriptedServing } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";
import { parseFrames, type Frame } from "./support/read-events.ts";

const first = says("I", " hear", " you", " and");
const second = says(" I", " am", " here", " for", " you.");
/** Slow enough to be left in its middle: it goes on when the gate is opened. */
const gated = (gate: Gate): readonly FakeStep[] => [first, { type: "wait", gate }, second];

const textOf = (frames: readonly Frame[]): string =>
  frames.map(({ event, data }) => (event === "token" ? (JSON.parse(data) as { text: string }).text : "")).join("");

/** A server whose model's replies are these; the last one holds for all later ones. */
async function scene(replies: readonly (readonly FakeStep[])[], options: Parameters<typeof startServer>[0] = {}) {
  const stores = options.stores ?? (await createMemoryStores());
  const chat = await createRespondScene({ models: { a: { replies } } }, { conversations: stores.conversations });
  const started = await startServer({ ...options, stores, chat });
  const ask = (body: object, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${started.url}/api/respond`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "k1", ...headers },
      body: JSON.stringify({ text: "I am sad", ...body }),
      signal,
    });
  const generations = () => chat.scene.records.length;
  return { ...started, stores, chat, ask, generations };
}

/** Reads a stream until a frame of its text is there, then cuts the connection. Returns what was read. */
async function readUntilToken(response: Response, cut: AbortController): Promise<readonly Frame[]> {
  const decoder = new TextDecoder();
  let read = "";
  for await (const bytes of response.body ?? []) {
    read += decoder.decode(bytes as Uint8Array, { stream: true });
    if (read.includes("event: token")) break;
  }
  cut.abort();
  return parseFrames(`${read.slice(0, read.lastIndexOf("\n\n"))}\n\n`);
}

const problem = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error: { code: string } };
  return { status: response.status, code: error.code };
};

test("a whole reply asked for again is the same one, marked, and nothing is generated or stored twice", async () => {
  const { ask, generations, stores } = await scene([[first], [second]]);
  const one = await ask({});
  const again = await ask({});
  const body = (await one.json()) as { conversation_id: string };
  expect(await again.json()).toEqual(body);
  expect([one, again].map(({ headers }) => headers.get("idempotency-replayed"))).toEqual([null, "true"]);
  expect(generations()).toBe(1);
  expect(await stores.conversations.messages(body.conversation_id)).toHaveLength(2);
  expect(await (await ask({}, { "idempotency-key": "k2" })).json()).not.toEqual(body);
});

test("fields in another order are the same request, another text or path is refused", async () => {
  const { ask, post } = await scene([[first]]);
  const body = await (await ask({ user_id: "ann", persona: "ollie" })).json();
  expect(await (await ask({ persona: "ollie", user_id: "ann" })).json()).toEqual(body);
  expect(await problem(await ask({ text: "I am fine", user_id: "ann", persona: "ollie" }))).toEqual({
    status: 422,
    code: "idempotency_key_reused",
  });
  await post("/v1/chat/completions", { messages: [{ role: "user", content: "Hi" }] }, { "idempotency-key": "c" });
  const other = await post("/api/respond", { text: "Hi" }, { "idempotency-key": "c" });
  expect(await problem(other)).toEqual({ status: 422, code: "idempotency_key_reused" });
});

test.each(["with space", "x".repeat(256)])("a key that is %j is refused", async (key) => {
  const { ask } = await scene([[first]]);
  expect(await problem(await ask({}, { "idempotency-key": key }))).toEqual({ status: 400, code: "invalid_request" });
});

test("repeats of a reply that is being written join it, whole or streamed", async () => {
  const gate = createGate();
  const { ask, generations, serving: _, chat } = await scene([gated(gate)]);
  const whole = [ask({}), ask({}), ask({})];
  await until(() => chat.scene.engine.liveGenerations === 1, 5_000, "the generation");
  const streamed = [1, 2].map(() => ask({ stream: true }, { "idempotency-key": "s" }));
  gate.open();
  const bodies = await Promise.all(whole.map(async (one) => await (await one).json()));
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  const streams = await Promise.all(streamed.map(async (one) => await (await one).text()));
  expect(new Set(streams).size).toBe(1);
  expect(parseFrames(streams[0] ?? "").at(-1)?.event).toBe("done");
  expect(generations()).toBe(2);
});

test("one caller never gets another's reply: each user and each API key has keys of its own", async () => {
  const { ask, generations } = await scene([[first], [second], [first]], {
    apiKeys: ["k-one-0123456789", "k-two-0123456789"],
  });
  const asked = [];
  for (const [key, user] of [
    ["one", "ann"],
    ["one", "bob"],
    ["two", "ann"],
  ]) {
    const response = await ask({ user_id: user }, { authorization: `Bearer k-${key}-0123456789` });
    asked.push(((await response.json()) as { conversation_id: string }).conversation_id);
  }
  expect(new Set(asked).size).toBe(3);
  expect(generations()).toBe(3);
});

test("every event of a stream with a key has an id of its own; without a key an app reads what it always did", async () => {
  const { post } = await scene([[first]]);
  const idsWith = async (headers: Readonly<Record<string, string>>): Promise<readonly (string | undefined)[]> => {
    const stream = await (await post("/api/respond", { text: "Hi", stream: true }, headers)).text();
    return parseFrames(stream).map(({ id }) => id);
  };
  const ids = await idsWith({ "idempotency-key": "k" });
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.every((id) => /^[0-9a-f]{12}\.\d+$/.test(id ?? ""))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect((await idsWith({})).every((id) => id === undefined)).toBe(true);
});

test("a stream that was cut goes on where it was cut: what was missed, then the rest, the end once", async () => {
  const gate = createGate();
  const { ask, generations } = await scene([gated(gate)]);
  const cut = new AbortController();
  const seen = await readUntilToken(await ask({ stream: true }, {}, cut.signal), cut);
  const [one, two] = [1, 2].map(() => ask({ stream: true }, { "last-event-id": seen.at(-1)?.id ?? "" }));
  const fromStart = ask({ stream: true });
  gate.open();
  const rest = parseFrames((await (await one)?.text()) ?? "");
  expect(parseFrames((await (await two)?.text()) ?? ""), "a second reader").toEqual(rest);
  const all = parseFrames(await (await fromStart).text());
  expect([...seen, ...rest]).toEqual(all);
  expect(textOf(all)).toBe("I hear you and I am here for you.");
  expect(all.filter(({ event }) => event === "done")).toHaveLength(1);
  expect(all.at(-1)?.event).toBe("done");
  expect(generations()).toBe(1);

  const last = all.at(-1)?.id ?? "";
  expect(parseFrames(await (await ask({ stream: true }, { "last-event-id": last })).text()), "nothing is left").toEqual(
    [],
  );
  const later = await ask({ stream: true }, { "last-event-id": seen.at(-1)?.id ?? "" });
  expect(parseFrames(await later.text()), "after the end").toEqual(rest);
});

test("an event that no stream of this request had is an error, and nothing is generated for it", async () => {
  const { ask, generations, url } = await scene([[first]]);
  const stream = parseFrames(await (await ask({ stream: true })).text());
  const run = stream[0]?.id?.split(".")[0];
  for (const id of ["1", "abc.1", `${run}.0`, `${run}.${stream.length + 1}`, "x".repeat(500)]) {
    const response = await ask({ stream: true }, { "last-event-id": id });
    expect(await problem(response), id).toEqual({ status: 409, code: "event_not_found" });
  }
  const unknown = await ask({ stream: true }, { "idempotency-key": "never-sent", "last-event-id": `${run}.1` });
  expect(await problem(unknown)).toEqual({ status: 409, code: "event_not_found" });
  const without = await fetch(`${url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json", "last-event-id": `${run}.1` },
    body: JSON.stringify({ text: "I am sad", stream: true }),
  });
  expect(await problem(without)).toEqual({ status: 400, code: "invalid_request" });
  expect(generations()).toBe(1);
});

test("a reply that nobody comes back for is given up in time; the same turn is then answered anew, in its place", async () => {
  const gate = createGate();
  const clock = createFakeClock();
  const { ask, chat, stores } = await scene([gated(gate), [first]], { clock, limits: { detachedMs: 5_000 } });
  const cut = new AbortController();
  const seen = await readUntilToken(await ask({ stream: true, conversation_id: "c" }, {}, cut.signal), cut);
  await until(() => clock.pendingCount > 0, 5_000, "the time to come back");
  await clock.advance(4_999);
  expect(chat.scene.engine.liveGenerations).toBe(1);
  await until(
    async () => {
      await clock.advance(1_000);
      return chat.scene.engine.liveGenerations === 0;
    },
    5_000,
    "the end of the generation",
  );
  await until(
    async () => (await stores.conversations.messages("c")).at(-1)?.state === "partial",
    5_000,
    "the partial reply",
  );

  const id = seen.at(-1)?.id ?? "";
  const goOn = await ask({ stream: true, conversation_id: "c" }, { "last-event-id": id });
  expect(await problem(goOn)).toEqual({ status: 409, code: "event_not_found" });
  const anew = parseFrames(await (await ask({ stream: true, conversation_id: "c" })).text());
  expect(anew.at(-1)?.event).toBe("done");
  expect((await stores.conversations.messages("c")).map(({ role, state }) => [role, state])).toEqual([
    ["user", "complete"],
    ["assistant", "complete"],
  ]);
});

test("a reply goes with its conversation and with its user's data", async () => {
  const { ask, generations, url } = await scene([[first]]);
  await (await ask({ conversation_id: "c" })).text();
  await fetch(`${url}/api/conversations/c`, { method: "DELETE" });
  await (await ask({ conversation_id: "c" })).text();
  expect(generations(), "after the conversation was deleted").toBe(2);
  await (await ask({ user_id: "ann" }, { "idempotency-key": "u" })).text();
  await fetch(`${url}/api/users/ann/data`, { method: "DELETE" });
  await (await ask({ user_id: "ann" }, { "idempotency-key": "u" })).text();
  expect(generations(), "after the user's data were deleted").toBe(4);
});

test("a failure is not kept: the request may be tried again with its key", async () => {
  let failed = false;
  const serving = createScriptedServing(() => {
    if (failed) return [start, text("Hello"), finish()];
    failed = true;
    throw new ReparteeError("queue_full", "Cannot answer: expected room in the queue, got none");
  });
  const { post } = await startServer({ serving });
  const ask = () =>
    post("/v1/chat/completions", { messages: [{ role: "user", content: "Hi" }] }, { "idempotency-key": "k" });
  expect(await problem(await ask())).toEqual({ status: 429, code: "queue_full" });
  const body = await (await ask()).json();
  expect(body).toMatchObject({ choices: [{ message: { content: "Hello" } }] });
  expect(await (await ask()).json()).toEqual(body);
  expect(serving.requests).toHaveLength(2);
});

test("a streamed chat completion asked for again has the same chunks and one end", async () => {
  const { post, serving } = await startServer();
  const body = { messages: [{ role: "user", content: "Hi" }], stream: true, stream_options: { include_usage: true } };
  const ask = async (more: Record<string, string> = {}) =>
    await (await post("/v1/chat/completions", body, { "idempotency-key": "k", ...more })).text();
  const once = await ask();
  expect(await ask()).toBe(once);
  const frames = parseFrames(once);
  expect(frames.at(-1)?.data).toBe("[DONE]");
  expect(frames.filter(({ data }) => data === "[DONE]")).toHaveLength(1);
  const afterFirst = parseFrames(await ask({ "last-event-id": frames[0]?.id ?? "" }));
  expect(afterFirst).toEqual(frames.slice(1));
  expect(serving.requests).toHaveLength(1);
});
