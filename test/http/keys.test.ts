/** Keys of `repartee key` on a whole server: who gets in, by what scope, as whom, and when no more. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { makeKey } from "../../src/cli/make-key.ts";
import { configFromOptions, type Config } from "../../src/config/index.ts";
import { keyScopes, type KeyScope, type StoredApiKey } from "../../src/core/api-key.ts";
import { silentLog } from "../../src/core/log.ts";
import { accessOf, routeAccessKeys } from "../../src/http/access/route-access.ts";
import { connectRealtime } from "../support/voice/realtime-client.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";

interface KeyScene extends AsyncDisposable {
  readonly app: App;
  readonly url: string;
  add(more?: Partial<StoredApiKey>): Promise<string>;
  ask(key: string | undefined, method: string, path: string, body?: unknown): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function scene(options: Partial<Config> = {}): Promise<KeyScene> {
  const folder = mkdtempSync(join(tmpdir(), "repartee-keys-"));
  const config = configFromOptions({
    ...{ model: "echo", port: 0, databasePath: join(folder, "keys.db"), autoDownload: false },
    ...options,
  });
  const app = await createApp(config, { log: silentLog });
  const { url } = await app.listen();
  const isTaken = async (key: string): Promise<boolean> =>
    (await fetch(`${url}/api/version`, { headers: { authorization: `Bearer ${key}` } })).status === 200;
  return {
    app,
    url,
    async add(more = {}) {
      const { key, id, sha256 } = makeKey();
      await app.stores.apiKeys.add({ id, sha256, scopes: ["chat"], limits: {}, createdAtMs: Date.now(), ...more });
      // Keys are looked for again after a quarter of a second.
      if (more.expiresAtMs === undefined && more.revokedAtMs === undefined)
        await expect.poll(() => isTaken(key)).toBe(true);
      return key;
    },
    async ask(key, method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of most tests: its keys are configured and stored ones. */
let shared: KeyScene;
beforeAll(async () => {
  shared = await scene({ apiKeys: ["a-configured-key"] });
});
afterAll(() => shared[Symbol.asyncDispose]());

function codeOf({ body }: Answer): unknown {
  return (body["error"] as { code?: string } | undefined)?.code;
}

const chatBody = { messages: [{ role: "user", content: "Hello" }] };

test("server on loopback without any key is open, and the first key closes it", async () => {
  const key = await shared.add();
  const open = await scene();
  onTestFinished(() => open[Symbol.asyncDispose]());
  expect((await open.ask(undefined, "GET", "/v1/models")).status).toBe(200);
  await open.add();
  await expect.poll(async () => (await open.ask(undefined, "GET", "/v1/models")).status, { timeout: 5_000 }).toBe(401);
  expect((await open.ask(key, "GET", "/v1/models")).status).toBe(401);
});

test("configured keys may do everything, beside stored ones", async () => {
  const { add, ask } = shared;
  const key = await add();
  for (const one of [key, "a-configured-key"]) {
    expect((await ask(one, "POST", "/v1/chat/completions", chatBody)).status).toBe(200);
  }
  expect((await ask("a-configured-key", "GET", "/metrics")).status).toBe(200);
  expect((await ask(key, "GET", "/metrics")).status).toBe(403);
});

test("key that is expired, revoked, removed, cut or changed is no key; the answer is one and the same", async () => {
  const { add, app, ask } = shared;
  const right = await add();
  const expired = await add({ expiresAtMs: Date.now() - 1 });
  const revoked = await add({ revokedAtMs: Date.now() });
  expect((await ask(right, "GET", "/v1/models")).status).toBe(200);
  const last = right.slice(-1) === "A" ? "B" : "A";
  const wrong = [
    undefined,
    expired,
    revoked,
    right.slice(0, -1),
    right.slice(0, -1) + last,
    `${right}A`,
    right.slice(0, 11),
  ];
  const answers = await Promise.all(wrong.map((key) => ask(key, "GET", "/v1/models")));
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(401);
  await app.stores.apiKeys.revoke(right.slice(0, 11), Date.now());
  await expect.poll(async () => (await ask(right, "GET", "/v1/models")).status, { timeout: 5_000 }).toBe(401);
});

test("401 and 403 have the shape of the protocol that the route belongs to", async () => {
  const { add, ask } = shared;
  const key = await add({ scopes: ["admin"] });
  for (const [path, type] of [
    ["/v1/chat/completions", "openai"],
    ["/api/respond", "openai"],
    ["/v1/messages", "anthropic"],
    ["/api/chat", "ollama"],
  ] as const) {
    const answers = [await ask(undefined, "POST", path, chatBody), await ask(key, "POST", path, chatBody)];
    expect(answers.map(({ status }) => status)).toEqual([401, 403]);
    for (const [index, { body, headers }] of answers.entries()) {
      const kind = index === 0 ? "authentication_error" : "permission_error";
      if (index === 0) expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
      else expect(JSON.stringify(body)).toMatch(/needs a key with scope chat, got admin/);
      if (type === "ollama") expect(body["error"]).toBeTypeOf("string");
      else expect(body["error"]).toMatchObject({ type: kind });
      expect(body["type"]).toBe(type === "anthropic" ? "error" : undefined);
    }
  }
});

test("every route has a scope, and a key without it gets 403 with the scope that is needed", async () => {
  const { add, app, ask, url } = shared;
  const keys = new Map<KeyScope, string>();
  for (const scope of keyScopes) keys.set(scope, await add({ scopes: [scope] }));
  const document = (await ask(keys.get("admin"), "GET", "/openapi.json")).body as {
    paths: Record<string, Record<string, { security?: readonly unknown[]; tags: [string] }>>;
  };
  const rows = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [name, { security, tags }] of Object.entries(operations)) {
      if (security?.length === 0) continue;
      const method = name.toUpperCase() as "GET";
      const row = routeAccessKeys.find((key) => {
        const [rowMethod, rowPath = ""] = key.split(" ");
        return rowMethod === method && (tags[0] === "compat" ? path.endsWith(rowPath) : path === rowPath);
      });
      if (row !== undefined) rows.add(row);
      for (const [scope, key] of keys) {
        const { scopes } = accessOf({ method, paths: [path], tag: tags[0] as "native" });
        // Nothing is run: a body that is no JSON and a type that none of them reads.
        const filled = path.replaceAll(/\{\w+\}/g, "none");
        const answer = await fetch(url + filled, {
          method,
          headers: { authorization: `Bearer ${key}`, "content-type": "text/x-none" },
          ...(method === "GET" ? {} : { body: "{" }),
        });
        await answer.body?.cancel();
        if (isAlias(path) && row === undefined) expect(answer.status, `${method} ${path}`).not.toBe(401);
        else expect(answer.status === 403, `${scope} at ${method} ${path}`).toBe(!scopes.includes(scope));
      }
    }
  }
  // The table has no row for a route that is not there.
  expect(routeAccessKeys.filter((key) => !rows.has(key))).toEqual([]);
  expect(app.serving.state().inFlight).toBe(0);
});

/** Other paths of a route are not in the table. */
function isAlias(path: string): boolean {
  return /^\/(?:completions|embeddings|rerank|reranking|v1\/reranking|v2\/rerank|chat\/completions|responses|models$|models\/\{name\}$|api\/ps|chatlaya)/.test(
    path,
  );
}

test("key that is bound to a user reads and writes that user's data alone", async () => {
  const { add, ask } = shared;
  const [anna, app] = [await add({ userId: "anna" }), await add()];
  const say = (key: string, body: object): Promise<Answer> =>
    ask(key, "POST", "/api/respond", { text: "Hello.", ...body });
  const own = (await say(anna, {})).body["conversation_id"] as string;
  const ofBob = (await say(app, { user_id: "bob" })).body["conversation_id"] as string;
  const ofNobody = (await say(app, {})).body["conversation_id"] as string;

  const listed = await ask(anna, "GET", "/api/conversations");
  expect(listed.body).toMatchObject({ conversations: [{ id: own, user_id: "anna" }] });
  expect((await ask(anna, "GET", `/api/conversations/${own}`)).status).toBe(200);
  for (const id of [ofBob, ofNobody]) {
    expect((await ask(anna, "GET", `/api/conversations/${id}`)).status).toBe(404);
    expect((await ask(anna, "GET", `/api/conversations/${id}/emotions`)).status).toBe(404);
    expect((await ask(anna, "DELETE", `/api/conversations/${id}`)).status).toBe(404);
    expect((await say(anna, { conversation_id: id })).status).toBe(404);
    const batch = { requests: [{ text: "Hi." }, { text: "Hi.", conversation_id: id }] };
    expect((await ask(anna, "POST", "/api/respond/batch", batch)).status).toBe(404);
  }
  const others: readonly (readonly [string, string, unknown?])[] = [
    ["GET", "/api/conversations?user_id=bob"],
    ["GET", "/api/conversations?user_id=anna&user_id=bob"],
    ["GET", `/api/conversations/${own}?user_id=bob`],
    ["GET", "/api/users/bob/data"],
    ["DELETE", "/api/users/bob/data"],
    ["POST", "/api/respond", { text: "Hi.", user_id: "bob" }],
    ["POST", "/api/respond/batch", { requests: [{ text: "Hi.", user_id: "bob" }] }],
    ["POST", "/api/preferences", { title: "Alien", user_id: "bob" }],
    ["POST", "/api/recommendations", { query: "films", user_id: "bob" }],
    ["POST", "/v1/responses", { input: "Hi.", user: "bob" }],
    ["POST", "/v1/responses", { input: "Hi.", safety_identifier: "bob" }],
    ["POST", "/v1/responses", { input: "Hi.", user: "anna", safety_identifier: "bob" }],
    ["POST", "/innova/api/chatlaya/message", { message: "Hi." }],
  ];
  for (const [method, path, body] of others) {
    const answer = await ask(anna, method, path, body);
    expect([answer.status, codeOf(answer)], `${method} ${path}`).toEqual([403, "wrong_user"]);
  }
  expect((await ask(app, "GET", `/api/conversations/${ofBob}?user_id=bob`)).status).toBe(200);
  await ask(anna, "POST", "/api/preferences", { title: "Alien" });
  expect((await ask(anna, "GET", "/api/preferences")).body).toMatchObject({ preferences: [{ title: "Alien" }] });
  expect((await ask(anna, "GET", "/api/users/anna/data")).body).toMatchObject({ conversations: [{ id: own }] });
});

test("key that is bound to a user talks in that user's conversations alone, over a WebSocket as well", async () => {
  const { add, ask, url } = shared;
  const [anna, bob] = [await add({ userId: "anna-3" }), await add({ userId: "bob-3" })];
  const hers = { text: "My secret is 42.", conversation_id: "shared" };
  expect((await ask(anna, "POST", "/api/respond", hers)).status).toBe(200);
  const client = await connectRealtime(url, { headers: { authorization: `Bearer ${bob}` } });
  expect(await client.next("session.created")).toMatchObject({ session: { repartee: { user_id: "bob-3" } } });
  async function refused(repartee: object | null): Promise<unknown> {
    client.send({ type: "session.update", session: { output_modalities: ["text"], repartee } });
    return ((await client.next("error"))["error"] as { code: string }).code;
  }
  expect(await refused({ user_id: "anna-3", conversation_id: "shared" })).toBe("wrong_user");
  expect(await refused({ conversation_id: "shared" })).toBe("not_found");
  client.send({ type: "session.update", session: { output_modalities: ["text"], repartee: null } });
  expect(await client.next("session.updated")).toMatchObject({ session: { repartee: { user_id: "bob-3" } } });
  const item = { type: "message", role: "user", content: [{ type: "input_text", text: "What did I say?" }] };
  client.send({ type: "conversation.item.create", item });
  client.send({ type: "response.create" });
  expect(await client.next("response.done")).toMatchObject({ response: { status: "completed" } });
  expect((await ask(bob, "GET", "/api/conversations")).body).toMatchObject({ conversations: [{ user_id: "bob-3" }] });
  const { messages } = (await ask(anna, "GET", "/api/conversations/shared")).body;
  expect(JSON.stringify(messages)).not.toContain("What did I say?");
});

test("preference of another user cannot be taken over by its id", async () => {
  const { add, ask } = shared;
  const [anna, bob] = [await add({ userId: "anna-2" }), await add({ userId: "bob-2" })];
  const id = "22222222-2222-4222-8222-222222222222";
  await ask(anna, "POST", "/api/preferences", { title: "Alien", id });
  const taken = await ask(bob, "POST", "/api/preferences", { title: "Stolen", id });
  expect([taken.status, taken.body]).toMatchObject([400, { error: { code: "invalid_request", param: "id" } }]);
  expect((await ask(anna, "GET", "/api/preferences")).body).toMatchObject({ preferences: [{ id, title: "Alien" }] });
  expect((await ask(bob, "GET", "/api/preferences")).body).toEqual({ preferences: [] });
});

test("key that is bound to a user knows no responses of others", async () => {
  const { add, ask } = shared;
  const [anna, app] = [await add({ userId: "anna" }), await add()];
  const own = (await ask(anna, "POST", "/v1/responses", { input: "Hi." })).body;
  const other = (await ask(app, "POST", "/v1/responses", { input: "Hi.", user: "bob" })).body;
  expect(own["user"]).toBe("anna");
  expect((await ask(anna, "GET", `/v1/responses/${String(own["id"])}`)).status).toBe(200);
  const path = `/v1/responses/${String(other["id"])}`;
  for (const [method, end] of [
    ["GET", ""],
    ["GET", "/input_items"],
    ["POST", "/cancel"],
    ["DELETE", ""],
  ] as const) {
    expect((await ask(anna, method, path + end)).status, method + end).toBe(404);
  }
  const next = { input: "And?", previous_response_id: other["id"] };
  expect((await ask(anna, "POST", "/v1/responses", next)).status).toBe(404);
  expect((await ask(app, "GET", path)).status).toBe(200);
});

test("key's last use is remembered, and neither its text nor its hash is in the answers", async () => {
  const { add, app, ask } = shared;
  const key = await add();
  const answer = await ask(key, "GET", "/metrics");
  expect(JSON.stringify(answer.body)).not.toContain(key);
  expect(JSON.stringify(answer.body)).not.toContain(createHash("sha256").update(key).digest("hex"));
  await expect
    .poll(async () => (await app.stores.apiKeys.list())[0]?.lastUsedAtMs)
    .toBeGreaterThan(Date.now() - 60_000);
});

test("while the database is away known keys are accepted, and unknown ones get an error that says why", async () => {
  const clock = createFakeClock();
  const { createAuthentication } = await import("../../src/http/access/authentication.ts");
  const { key, id, sha256 } = makeKey();
  let isAway = false;
  const list = async (): Promise<readonly StoredApiKey[]> => {
    if (isAway) throw new Error("away");
    return [{ id, sha256, scopes: ["chat"], limits: {}, createdAtMs: 0 }];
  };
  const storedKeys = { list, touch: async () => ({ persisted: true }) };
  const options = { apiKeys: [], storedKeys, requireKey: true, clock };
  const authenticate = createAuthentication(options);
  const credentials = { authorization: `Bearer ${key}` };
  expect(await authenticate(credentials)).toMatchObject({ keyId: id });
  isAway = true;
  await clock.advance(60_000);
  expect(await authenticate(credentials)).toMatchObject({ keyId: id });
  await expect(createAuthentication(options)(credentials)).rejects.toMatchObject({ code: "storage_unavailable" });
  await expect(createAuthentication(options)({ authorization: undefined })).rejects.toMatchObject({
    code: "unauthorized",
  });
});
