/** The smollm contract's environment, as a user sets it, on the server's own process. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startCli, type RunningCli } from "./run-cli.ts";

const script = "Small and quick.";
let source = "";
let folder = "";
const started: RunningCli[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "repartee-smollm-"));
  mkdirSync(join(folder, "models"));
  source = join(folder, "source.gguf");
  await writeScriptedLlama(source, { script });
  copyFileSync(source, join(folder, "models", "tiny.gguf"));
});
afterEach(async () => {
  for (const cli of started.splice(0)) {
    cli.kill("SIGKILL");
    await cli.ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const fixed = ["serve", "--port", "0", "--no-auto-download", "--gpu-layers", "0", "--log-format", "json"];
  const cli = startCli([...fixed, ...args], { env, folder });
  started.push(cli);
  const greeting = await cli.waitFor(/stop .*\n/);
  const url = /listening on (http:\S+)/.exec(greeting)?.[1] ?? "";
  const api = `${url}/innova/api/smollm`;
  return {
    cli,
    greeting,
    url,
    info: async () => (await (await fetch(`${api}/info`)).json()) as Record<string, unknown>,
    chat: async () => {
      const body = JSON.stringify({ messages: [{ role: "user", content: "Hello box" }] });
      const response = await fetch(`${api}/chat`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(response.status).toBe(200);
      return (await response.json()) as Record<string, unknown>;
    },
    /** Ends the server and gives what it logged. */
    stop: async () => {
      cli.kill("SIGTERM");
      return (await cli.ended).stderr;
    },
  };
}

describe("SMOLLM_MODEL_PATH", () => {
  test("relative to the working directory loads at the first request and answers", async () => {
    const server = await serve({ SMOLLM_MODEL_PATH: "models/tiny.gguf" });
    expect(server.greeting).toMatch(/model +smollm \(loads at its first request\)/);
    expect(await server.info()).toMatchObject({
      ...{ model_path: "models/tiny.gguf", state: "unloaded", loaded: false, last_error: null },
    });
    expect(await server.chat()).toMatchObject({
      response: script,
      model_info: { model_name: "smollm", device: "cpu" },
      source: "model",
    });
    expect(await server.info()).toMatchObject({ state: "ready", loaded: true, engine: "llama-cpp", device: "cpu" });
  });

  test("absolute, told to load at start, is loaded without a request", async () => {
    const server = await serve({ SMOLLM_MODEL_PATH: source }, ["--smollm-preload"]);
    while ((await server.info())["state"] !== "ready") await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await server.chat())["response"]).toBe(script);
  });

  test("of a missing file stops nothing: the log and info say so, replies are echoes until the file is there", async () => {
    const server = await serve({ SMOLLM_MODEL_PATH: "models/late.gguf" });
    const place = join(folder, "models", "late.gguf");
    expect(server.greeting).toMatch(/smollm \(there is no such file/);
    expect(await server.info()).toMatchObject({
      state: "missing",
      last_error: { code: "model_file_missing", message: expect.stringContaining("late.gguf") },
    });
    expect(await server.chat()).toMatchObject({
      response: "Hello box",
      model_info: { model_name: "echo" },
      source: "template",
      reason: "model_file_missing",
    });
    const health: unknown = await (await fetch(`${server.url}/innova/api/smollm/health`)).json();
    expect(health).toMatchObject({ status: "degraded", model_loaded: false });
    expect((await fetch(`${server.url}/health`)).status).toBe(200);

    copyFileSync(source, place);
    // The failure is believed for a while; an explicit load is not.
    expect((await fetch(`${server.url}/models/smollm/load`, { method: "POST" })).status).toBe(200);
    expect((await server.chat())["response"]).toBe(script);
    expect(await server.info()).toMatchObject({ state: "ready", last_error: null });
    rmSync(place);
    expect(await server.stop()).toMatch(/"level":"error".*late\.gguf.*SMOLLM_MODEL_PATH is missing/);
  });

  test("of a model that is none stops nothing either", async () => {
    const server = await serve({ SMOLLM_MODEL_PATH: "no-such-model" });
    expect(await server.chat()).toMatchObject({ source: "template", response: "Hello box" });
    expect(await server.info()).toMatchObject({
      state: "missing",
      last_error: { message: expect.stringContaining("no-such-model") },
    });
    expect(await server.stop()).toMatch(/"level":"error".*SMOLLM_MODEL_PATH cannot be used/);
  });
});

test("PROVIDER=echo answers with the user's words as what was asked for, and answers nobody else", async () => {
  const server = await serve({ PROVIDER: "echo" });
  expect(await server.chat()).toMatchObject({ response: "Hello box", source: "model" });
  expect(await server.info()).toMatchObject({ provider: "echo", engine: "echo", state: "ready" });
  const taste = await fetch(`${server.url}/api/generate-response`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_input: "Something new?" }),
  });
  expect(await taste.json()).toMatchObject({ source: "template", reason: "no_model_configured" });
});

test("ENABLE_SMOLLM=false turns the routes off and loads nothing", async () => {
  const server = await serve({ ENABLE_SMOLLM: "false", SMOLLM_MODEL_PATH: "models/tiny.gguf" });
  expect((await fetch(`${server.url}/innova/api/smollm/health`)).status).toBe(404);
  expect(await (await fetch(`${server.url}/v1/models`)).json()).toMatchObject({ data: [] });
});

test("without any of it the routes use the default model, under the configured prefix", async () => {
  const server = await serve({}, ["--model", "echo", "--smollm-prefix", "/box"]);
  const info: unknown = await (await fetch(`${server.url}/box/smollm/info`)).json();
  expect(info).toMatchObject({ provider: "local", model_name: "echo", model_path: null });
});
