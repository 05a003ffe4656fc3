import { expect, test } from "vitest";
import type { EmotionLabel, EmotionReading } from "../../src/core/emotion.ts";
import { createMemoryStores } from "./support/memory-stores.ts";
import { startServer } from "./support/start-server.ts";

const emotion = (label: EmotionLabel): EmotionReading => ({
  label,
  confidence: 0.75,
  distribution: { happy: 0, sad: 0, angry: 0, neutral: 0.25, surprised: 0, [label]: 0.75 },
  source: "text",
});

/** Two conversations of Anna's and one of Bob's, three messages each. */
async function scene() {
  const stores = await createMemoryStores();
  for (const [index, [id, userId]] of [
    ["a1", "anna"],
    ["a2", "anna"],
    ["b1", "bob"],
  ].entries()) {
    if (id === undefined || userId === undefined) throw new TypeError("A conversation of the scene is not whole");
    const createdAtMs = 1_790_000_000_000 + index;
    await stores.conversations.begin({ id, userId, persona: "ollie", createdAtMs });
    const shared = { conversationId: id, state: "complete", createdAtMs } as const;
    await stores.conversations.put({ ...shared, id: `${id}-1`, role: "user", text: "oh no", emotion: emotion("sad") });
    await stores.conversations.put({
      ...shared,
      id: `${id}-2`,
      role: "assistant",
      text: "there, there",
      emotion: emotion("happy"),
      language: "en",
      source: "template",
      model: "template",
      reason: "model_loading",
      timings: { firstTokenMs: 1, totalMs: 2 },
    });
    await stores.conversations.put({ ...shared, id: `${id}-3`, role: "user", text: "yay", emotion: emotion("happy") });
  }
  await stores.preferences.put({
    id: "p",
    userId: "anna",
    kind: "movie",
    title: "Alien",
    year: 1979,
    verdict: "liked",
    embedding: { model: "e", vector: Float32Array.of(0.5, -1) },
    createdAtMs: 1,
  });
  const { url } = await startServer({ stores });
  const ask = async (method: string, path: string) => {
    const answer = await fetch(url + path, { method });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  return { stores, ask };
}

test("conversations are listed newest first, of one user, page by page", async () => {
  const { ask } = await scene();
  const ids = ({ body }: { body: { conversations: { id: string }[] } }) => body.conversations.map(({ id }) => id);
  const all = await ask("GET", "/api/conversations?user_id=anna");
  expect(all).toMatchObject({ status: 200, body: { next: null } });
  expect(ids(all)).toEqual(["a2", "a1"]);
  expect(ids(await ask("GET", "/api/conversations")), "those of nobody").toEqual([]);
  const first = await ask("GET", "/api/conversations?user_id=anna&limit=1");
  expect(ids(first)).toEqual(["a2"]);
  expect(first.body.next).toBe("a2");
  expect(ids(await ask("GET", "/api/conversations?user_id=anna&limit=1&before=a2"))).toEqual(["a1"]);
  expect(ids(await ask("GET", "/api/conversations?user_id=nobody"))).toEqual([]);
});

test.each([
  ["limit=0", "limit"],
  ["limit=201", "limit"],
  ["limit=many", "limit"],
  ["user_id=", "user_id"],
])("conversations asked for with %s are refused by the name of the field", async (query, param) => {
  const { ask } = await scene();
  expect(await ask("GET", `/api/conversations?${query}`)).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_request", param } },
  });
});

test("conversation is shown with its messages and how they came to be", async () => {
  const { ask } = await scene();
  const { status, body } = await ask("GET", "/api/conversations/a1?user_id=anna");
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: "a1", user_id: "anna", persona: "ollie", created_at: "2026-09-21T14:13:20.000Z" });
  expect(body.messages.map(({ text }: { text: string }) => text)).toEqual(["oh no", "there, there", "yay"]);
  expect(body.messages[1]).toEqual({
    id: "a1-2",
    role: "assistant",
    text: "there, there",
    state: "complete",
    emotion: emotion("happy"),
    language: "en",
    source: "template",
    model: "template",
    reason: "model_loading",
    first_token_ms: 1,
    total_ms: 2,
    created_at: "2026-09-21T14:13:20.000Z",
  });
});

test("emotions are the user's own, newest last, with what they add up to", async () => {
  const { ask } = await scene();
  const { body } = await ask("GET", "/api/conversations/a1/emotions?user_id=anna");
  expect(
    body.readings.map(
      (one: { message_id: string; emotion: EmotionReading }) => `${one.message_id} ${one.emotion.label}`,
    ),
  ).toEqual(["a1-1 sad", "a1-3 happy"]);
  expect(body.summary).toEqual({
    counts: { happy: 1, sad: 1, angry: 0, neutral: 0, surprised: 0 },
    dominant: "happy",
    trend: "improving",
  });
});

test("deleted conversation is gone, and no other", async () => {
  const { ask } = await scene();
  expect(await ask("DELETE", "/api/conversations/a1?user_id=anna")).toEqual({
    status: 200,
    body: { id: "a1", deleted: true },
  });
  for (const [method, path] of [
    ["GET", "/api/conversations/a1?user_id=anna"],
    ["GET", "/api/conversations/a1/emotions?user_id=anna"],
    ["DELETE", "/api/conversations/a1?user_id=anna"],
    ["GET", "/api/conversations?before=a1&user_id=anna"],
  ] as const) {
    expect(await ask(method, path), path).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  }
  expect(await ask("GET", "/api/conversations/a2?user_id=anna")).toMatchObject({ status: 200 });
});

test("user's data is exported whole and deleted whole", async () => {
  const { ask } = await scene();
  const exported = await ask("GET", "/api/users/anna/data");
  expect(exported.body).toMatchObject({
    user_id: "anna",
    conversations: [{ id: "a1", messages: [{ id: "a1-1" }, { id: "a1-2" }, { id: "a1-3" }] }, { id: "a2" }],
    preferences: [{ title: "Alien", year: 1979, embedding: { model: "e", vector: [0.5, -1] } }],
  });
  expect(JSON.stringify(exported.body)).not.toContain("b1");
  expect(await ask("DELETE", "/api/users/anna/data")).toEqual({
    status: 200,
    body: { user_id: "anna", deleted: { conversations: 2, messages: 6, preferences: 1, responses: 0 } },
  });
  expect((await ask("GET", "/api/users/anna/data")).body).toEqual({
    user_id: "anna",
    conversations: [],
    preferences: [],
    responses: [],
  });
  expect((await ask("GET", "/api/conversations?user_id=bob")).body.conversations).toHaveLength(1);
});

test("without a database the routes say so, and when to come back", async () => {
  const { stores, ask } = await scene();
  await stores[Symbol.asyncDispose]();
  for (const path of ["/api/conversations", "/api/conversations/a1", "/api/users/anna/data"]) {
    expect(await ask("GET", path), path).toMatchObject({
      status: 503,
      body: { error: { code: "storage_unavailable" } },
    });
  }
});

test("a conversation that has a user answers only to that one, on every route, and to others as if it did not exist", async () => {
  const { ask, stores } = await scene();
  const missing = await ask("GET", "/api/conversations/zz");
  for (const query of ["", "?user_id=bob", "?user_id=ann", "?user_id=ANNA"]) {
    for (const [method, path] of [
      ["GET", `/api/conversations/a1${query}`],
      ["GET", `/api/conversations/a1/emotions${query}`],
      ["DELETE", `/api/conversations/a1${query}`],
      ["GET", `/api/conversations${query === "" ? "?" : `${query}&`}before=a1`],
    ] as const) {
      const { status, body } = await ask(method, path);
      expect([status, JSON.stringify(body)], `${method} ${path}`).toEqual([
        404,
        JSON.stringify(missing.body).replace("zz", "a1"),
      ]);
    }
  }
  expect(await stores.conversations.messages("a1")).toHaveLength(3);
});
