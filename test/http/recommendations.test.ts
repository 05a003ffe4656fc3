import { createParser } from "eventsource-parser";
import { describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import type { FakeModelScript } from "../../src/testing/index.ts";
import { createRecommendScene, says } from "../recommend/recommend-scene.ts";
import { startServer, type StartedServer } from "./support/start-server.ts";

interface NamedEvent {
  readonly event: string | undefined;
  readonly data: { readonly [key: string]: unknown };
}

interface RecommendationsAnswer {
  readonly recommendations: readonly object[];
}

async function startRecommending(
  script?: FakeModelScript,
  apiKeys: readonly string[] = [],
): Promise<StartedServer & Awaited<ReturnType<typeof createRecommendScene>>> {
  const scene = await createRecommendScene(script);
  return { ...(await startServer({ recommender: scene.recommender, apiKeys })), ...scene };
}

function readNamed(stream: string): readonly NamedEvent[] {
  const events: NamedEvent[] = [];
  createParser({ onEvent: ({ event, data }) => void events.push({ event, data: JSON.parse(data) }) }).feed(stream);
  return events;
}

const writesTwo: FakeModelScript = { replies: () => [says("Well:\n1. [m1] One.\n2. [m2] Two.\n")] };

test("POST /api/recommendations answers with the documented fields and no other", async () => {
  const { post } = await startRecommending(writesTwo);
  const response = await post("/api/recommendations", { query: "samurai", kind: "movie", limit: 2 });
  expect(response.status).toBe(200);
  const body: RecommendationsAnswer = JSON.parse(await response.text());
  expect(Object.keys(body).toSorted()).toEqual([
    "by_model",
    "complete",
    "format",
    "model",
    "recommendations",
    "source",
    "text",
  ]);
  expect(body).toMatchObject({ source: "model", model: "small", format: "list", complete: true, by_model: 2 });
  expect(body.recommendations).toHaveLength(2);
  expect(Object.keys(body.recommendations[0] ?? {}).toSorted()).toEqual([
    "confidence",
    "description",
    "grounded",
    "id",
    "reason",
    "reason_source",
    "source",
    "title",
    "year",
  ]);
});

test("POST /api/recommendations takes a language's tag in any case and region, and none that is unknown", async () => {
  const { post, scene } = await startRecommending(writesTwo);
  expect((await post("/api/recommendations", { query: "samurai", language: "DE-at" })).status).toBe(200);
  expect(JSON.stringify(scene.engine.requests[0]?.request.input)).toContain("German");
  const refused = await post("/api/recommendations", { query: "samurai", language: "nl-BE" });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { param: "language" } });
});

test.each([
  ["stream: true", { stream: true }, {}],
  ["an Accept header", {}, { accept: "text/event-stream" }],
])("POST /api/recommendations streams named events with %s, one done at the end", async (_, more, headers) => {
  const { post } = await startRecommending(writesTwo);
  const response = await post("/api/recommendations", { query: "samurai", limit: 3, ...more }, headers);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const events = readNamed(await response.text());
  const names = events.map(({ event }) => event);
  expect(names.filter((name) => name === "recommendation")).toHaveLength(3);
  expect(names.filter((name) => name === "done")).toHaveLength(1);
  expect(names.at(-1)).toBe("done");
  expect(names[0]).toBe("token");
  const shown = events.filter(({ event }) => event === "recommendation").map(({ data }) => data);
  expect(events.at(-1)?.data["recommendations"]).toEqual(shown);
});

describe("POST /api/recommendations refuses", () => {
  test.each([
    ["an empty body", "", 400, null],
    ["nothing to go by", {}, 400, "query"],
    ["a question of white space", { query: "  " }, 400, "query"],
    ["a question that is a number", { query: 5 }, 400, "query"],
    ["a question over 2,000 letters", { query: "x".repeat(2_001) }, 400, "query"],
    ["no item", { query: "x", limit: 0 }, 400, "limit"],
    ["21 items", { query: "x", limit: 21 }, 400, "limit"],
    ["half an item", { query: "x", limit: 1.5 }, 400, "limit"],
    ["an unknown mode", { query: "x", mode: "free" }, 400, "mode"],
    ["an unknown language", { query: "x", language: "tlh" }, 400, "language"],
    ["201 preferences", { preferences: Array.from({ length: 201 }, () => "x") }, 400, "preferences"],
    ["a preference without a title", { preferences: [{ year: 1999 }] }, 400, "preferences[0].title"],
    ["a body over the limit", { query: "x", filler: "x".repeat(1_100_000) }, 413, null],
  ])("%s", async (_, body, status, param) => {
    const { post, scene } = await startRecommending(writesTwo);
    const response = await post("/api/recommendations", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(scene.engine.requests).toEqual([]);
  });
});

test.each([
  [{}, "query: expected a query, or `user_id` or `preferences` in its place, got nothing"],
  [{ preferences: ["Heat", 5] }, "preferences[1]: expected a title, or an object with `title`, got 5"],
])("POST /api/recommendations says once and in words what is wrong with %j", async (body, message) => {
  const { post } = await startRecommending(writesTwo);
  const response = await post("/api/recommendations", body);
  expect(await response.json()).toMatchObject({ error: { message } });
});

test("every route of recommendations asks for the key and says nothing without it", async () => {
  const { url, store } = await startRecommending(undefined, ["secret"]);
  const headers = { "content-type": "application/json", authorization: "Bearer wrong" };
  const calls = [
    ["POST", "/api/recommendations"],
    ["POST", "/api/preferences"],
    ["GET", "/api/preferences?user_id=ada"],
    ["GET", "/api/preferences/search?user_id=ada&q=x"],
    ["DELETE", "/api/preferences/1?user_id=ada"],
  ] as const;
  for (const [method, path] of calls) {
    const body = method === "POST" ? { body: JSON.stringify({ user_id: "ada", title: "Heat", query: "x" }) } : {};
    const response = await fetch(url + path, { method, headers, ...body });
    expect([path, response.status]).toEqual([path, 401]);
  }
  expect(await store.list("ada")).toEqual([]);
});

test("a client that leaves frees the model", async () => {
  const { url, scene } = await startRecommending({ replies: () => [says("1. [m1] One."), { type: "hang" }] });
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "x", stream: true }),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  await expect.poll(() => scene.engine.liveGenerations).toBe(1);
  leaving.abort();
  await expect.poll(() => scene.engine.liveGenerations).toBe(0);
});

test("preferences are kept, listed, found by likeness and removed, each user's apart", async () => {
  const { url, post } = await startRecommending();
  const add = async (body: object): Promise<{ preference: { id: string } }> =>
    JSON.parse(await (await post("/api/preferences", body)).text());
  const heat = await add({ user_id: "ada", title: "Heat", year: 1995 });
  await add({ user_id: "ada", title: "Spirited Away", verdict: "seen" });
  await add({ user_id: "eve", title: "Alien" });
  expect(heat).toMatchObject({
    persisted: true,
    preference: { user_id: "ada", kind: "movie", verdict: "liked", embedding_model: "lexical-1" },
  });
  expect(heat.preference).not.toHaveProperty("embedding");

  const get = async (path: string): Promise<{ preferences: { title: string }[]; results: unknown }> =>
    JSON.parse(await (await fetch(url + path)).text());
  const titles = async (): Promise<string[]> =>
    (await get("/api/preferences?user_id=ada")).preferences.map(({ title }) => title);
  expect(await titles()).toEqual(["Heat", "Spirited Away"]);
  const { results } = await get("/api/preferences/search?user_id=ada&q=japanese%20animation&limit=1");
  expect(results).toMatchObject([{ preference: { title: "Spirited Away" } }]);

  const remove = (user: string): Promise<Response> =>
    fetch(`${url}/api/preferences/${heat.preference.id}?user_id=${user}`, { method: "DELETE" });
  expect((await remove("eve")).status).toBe(404);
  expect(await titles()).toEqual(["Heat", "Spirited Away"]);
  expect((await remove("ada")).status).toBe(200);
  expect((await remove("ada")).status).toBe(404);
  expect(await titles()).toEqual(["Spirited Away"]);
});

test.each([
  ["GET", "/api/preferences", undefined, "user_id"],
  ["GET", "/api/preferences?user_id=", undefined, "user_id"],
  ["GET", `/api/preferences?user_id=${"x".repeat(129)}`, undefined, "user_id"],
  ["GET", "/api/preferences/search?user_id=ada", undefined, "q"],
  ["GET", "/api/preferences/search?user_id=ada&q=x&limit=many", undefined, "limit"],
  ["GET", "/api/preferences/search?user_id=ada&q=x&limit=101", undefined, "limit"],
  ["DELETE", "/api/preferences/1", undefined, "user_id"],
  ["POST", "/api/preferences", { user_id: "ada" }, "title"],
  ["POST", "/api/preferences", { user_id: "ada", title: "x", verdict: "loved" }, "verdict"],
  ["POST", "/api/preferences", { user_id: "ada", title: "x", year: "1995" }, "year"],
  ["POST", "/api/preferences", { user_id: "ada", title: "x".repeat(301) }, "title"],
  ["POST", "/api/preferences", { user_id: "ada", title: "x", id: "mine" }, "id"],
])("%s %s with %j is refused for %s", async (method, path, body, param) => {
  const { url } = await startRecommending();
  const headers = { "content-type": "application/json" };
  const response = await fetch(url + path, { method, ...(body ? { headers, body: JSON.stringify(body) } : {}) });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: "invalid_request", param } });
});

test.each([
  ["no model", {}, "no_model_configured"],
  ["a model whose file is missing", { model: "./there-is-none.gguf" }, "model_file_missing"],
])("the whole server answers 200 from the catalog and says so, with %s", async (_, options, reason) => {
  const app = await createApp(configFromOptions({ port: 0, autoDownload: false, preload: false, ...options }), {
    log: silentLog,
  });
  onTestFinished(() => app.close());
  const { url } = await app.listen();
  const response = await fetch(`${url}/api/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "a scary ghost story", kind: "movie" }),
  });
  expect(response.status).toBe(200);
  const body: RecommendationsAnswer = JSON.parse(await response.text());
  expect(body).toMatchObject({ source: "template", complete: true, reason });
  expect(body.recommendations).toHaveLength(4);
});
