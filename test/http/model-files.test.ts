import { createParser, type EventSourceMessage } from "eventsource-parser";
import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import type { LocalModels, PullOptions } from "../../src/models/local/local-models.ts";
import { createScriptedLibrary, scriptedModel } from "./support/scripted-library.ts";
import { createScriptedPool } from "./support/scripted-pool.ts";
import { aborted } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

const progress = { totalBytes: 1000, bytesPerSecond: 250.4, restarts: 0 };

function report(options: PullOptions, downloadedBytes: number): void {
  options.onProgress?.({ ...progress, downloadedBytes, etaSeconds: downloadedBytes === 0 ? null : 2.2 });
}

function namedEvents(stream: string): readonly (readonly [string | undefined, unknown])[] {
  const events: (readonly [string | undefined, unknown])[] = [];
  const parser = createParser({
    onEvent: ({ event, data }: EventSourceMessage) => void events.push([event, JSON.parse(data)]),
  });
  parser.feed(stream);
  return events;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("POST /api/models/pull", () => {
  it.each([
    "../../etc",
    "/srv/models/secret",
    "./model.gguf",
    "C:\\models\\a.gguf",
    "echo",
    "template",
    "ollama:llama3.2",
    "openai:gpu/llama",
  ])("refuses %s, which is no model of the hub", async (model) => {
    const asked: string[] = [];
    const pull: LocalModels["pull"] = async (name) => {
      asked.push(name);
      return scriptedModel(name);
    };
    const { post } = await startServer({ library: createScriptedLibrary(pull) });
    for (const stream of [true, false]) {
      const response = await post("/api/models/pull", { model, stream });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: { code: "invalid_request", param: "model", hint: expect.stringContaining("owner/name") },
      });
    }
    expect(asked).toEqual([]);
  });

  it("has a real status for what fails before the first byte, streamed or not", async () => {
    const pull: LocalModels["pull"] = async () => {
      throw new ReparteeError("model_gated", "Cannot download: the model is gated", { hint: "Accept the licence" });
    };
    const { post } = await startServer({ library: createScriptedLibrary(pull) });
    for (const stream of [true, false]) {
      const response = await post("/api/models/pull", { model: "tiny", stream });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "model_gated", hint: "Accept the licence" } });
    }
  });

  it("ends a stream that breaks off with an event `error`", async () => {
    const pull: LocalModels["pull"] = async (_, options) => {
      report(options, 10);
      await turn();
      throw new ReparteeError("disk_full", "Cannot download: the disk is full");
    };
    const { post } = await startServer({ library: createScriptedLibrary(pull) });
    const events = namedEvents(await (await post("/api/models/pull", { model: "tiny" })).text());
    expect(events.at(-1)).toMatchObject(["error", { error: { code: "disk_full" } }]);
  });

  it("stops the download when the client leaves", async () => {
    let stopped: (reason: unknown) => void = () => {};
    const seen = new Promise<unknown>((resolve) => (stopped = resolve));
    const pull: LocalModels["pull"] = async (_, options) => {
      report(options, 10);
      await aborted(options.signal);
      stopped(options.signal.reason);
      throw options.signal.reason;
    };
    const { url, logged } = await startServer({ library: createScriptedLibrary(pull) });
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/models/pull`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "tiny" }),
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    leaving.abort();
    expect(await seen).toMatchObject({ code: "cancelled" });
    expect(logged.filter(({ message }) => message === "request failed")).toEqual([]);
  });

  it("refuses a body without a model", async () => {
    const { post } = await startServer();
    const response = await post("/api/models/pull", {});
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_request", param: "model" } });
  });

  it("wants a key when there are keys", async () => {
    const { url, post } = await startServer({ apiKeys: ["k"] });
    expect((await post("/api/models/pull", { model: "tiny" })).status).toBe(401);
    expect((await fetch(`${url}/models/tiny`, { method: "DELETE" })).status).toBe(401);
  });
});

describe("DELETE /models/{name}", () => {
  it("deletes a file and tells how much came free, also for names with slashes", async () => {
    const library = createScriptedLibrary(undefined, ["a/b", "c"]);
    const { url } = await startServer({ library });
    for (const [path, name] of [
      ["/models/a/b", "a/b"],
      ["/models/c", "c"],
    ] as const) {
      const response = await fetch(url + path, { method: "DELETE" });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ name, deleted: true, freed_bytes: 1000 });
    }
    expect(library.removed).toEqual(["a/b", "c"]);
  });

  it("refuses what is in memory or on its way there, and deletes nothing then", async () => {
    const library = createScriptedLibrary(undefined, ["one", "two", "three"]);
    const pool = createScriptedPool({ one: "ready", two: "loading", three: "failed" });
    const { url } = await startServer({ library, pool });
    for (const name of ["one", "two"]) {
      const response = await fetch(`${url}/models/${name}`, { method: "DELETE" });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({
        error: { code: "model_in_use", hint: expect.stringContaining("/unload") },
      });
    }
    expect((await fetch(`${url}/models/three`, { method: "DELETE" })).status).toBe(200);
    expect(library.removed).toEqual(["three"]);
  });

  it("refuses a file that is in memory under another name", async () => {
    const library = createScriptedLibrary(undefined, ["tiny"]);
    const pool = { ...createScriptedPool({ mine: "ready" }), readersOf: async () => ["mine"] };
    const { url } = await startServer({
      library: {
        ...library,
        describe: async (name) => ({ ...(await library.describe(name)), path: "/models/tiny.gguf" }),
      },
      pool,
    });
    const response = await fetch(`${url}/models/tiny`, { method: "DELETE" });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      error: {
        code: "model_in_use",
        message: 'Cannot delete "tiny": model "mine", which reads the same file, is in state "ready"',
        hint: "Take it out of memory first: DELETE /models/mine/unload",
      },
    });
    expect(library.removed).toEqual([]);
  });

  it("answers 404 when nothing is there", async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/models/gone`, { method: "DELETE" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "model_not_found" } });
  });
});

describe("GET /api/models", () => {
  it("lists what can be had by name, whether it fits, and suggests nothing where nothing fits", async () => {
    const { url } = await startServer({ library: createScriptedLibrary(undefined, ["one"]) });
    const answer = await (await fetch(`${url}/api/models`)).json();
    expect(answer).toMatchObject({
      models: [{ name: "one", fits: "yes", downloaded: true }],
      suggested: null,
      memory: { total_bytes: 1, free_bytes: 1 },
    });
    expect(JSON.stringify(answer)).not.toContain("/cache/");
  });
});
