import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions, type Config, type UpstreamConfig } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { createRepartee } from "../../src/index.ts";
import { startFakeOllama, type FakeOllama } from "../../src/testing/fake-ollama/fake-ollama.ts";
import { startFakeOpenai, type FakeOpenai } from "../../src/testing/fake-openai/fake-openai.ts";
import { createFakeClock } from "../../src/testing/index.ts";

const words = "Größe 你好 👩‍👩‍👧‍👦 end";

let ollama: FakeOllama;
let openai: FakeOpenai;
beforeAll(async () => {
  ollama = await startFakeOllama({ pullable: ["late:1b"] });
  openai = await startFakeOpenai();
});
afterAll(async () => {
  await ollama[Symbol.asyncDispose]();
  await openai[Symbol.asyncDispose]();
});

const gpu = (): { name: string; baseUrl: string } => ({ name: "gpu", baseUrl: `${openai.url}/v1` });

/** An address on which nobody answers until `open()` is called, and then the server at `url`. */
async function startDoor(url: string): Promise<{ readonly url: string; open(): void }> {
  let isOpen = false;
  const { hostname, port } = new URL(url);
  const door = createServer((outside) => {
    if (!isOpen) return void outside.destroy();
    const inside = connect(Number(port), hostname);
    for (const socket of [inside, outside]) socket.on("error", () => [inside, outside].map((one) => one.destroy()));
    outside.pipe(inside).pipe(outside);
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  onTestFinished(() => void door.close());
  return { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, open: () => void (isOpen = true) };
}

/** An address that refuses connections. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe.each(["ollama", "openai-compatible"])("engine %s", (engine) => {
  const options = () =>
    engine === "ollama"
      ? { model: "ollama:echo", ollamaHost: ollama.url }
      : { model: "openai:gpu/echo", upstreams: [gpu()] };

  test("answers through the library, whole and streamed", async () => {
    await using repartee = await createRepartee(options());
    expect(await repartee.chat(words)).toMatchObject({ text: words, source: "model", model: "echo", complete: true });
    const types: string[] = [];
    let text = "";
    for await (const event of repartee.stream(words)) {
      types.push(event.type);
      if (event.type === "text-delta") text += event.text;
    }
    expect(text).toBe(words);
    expect(types.filter((type) => type === "text-delta").length).toBeGreaterThan(1);
    expect(types.filter((type) => type === "finish" || type === "error")).toEqual(["finish"]);
    expect(repartee.models.list()).toMatchObject([{ name: "echo", engine, state: "ready" }]);
  });

  test("gives way to a template when its server is away and one is asked for, and to nothing else", async () => {
    const away = await closedAddress();
    const given = options();
    await using repartee = await createRepartee({
      ...given,
      ...("upstreams" in given ? { upstreams: [{ name: "gpu", baseUrl: away }] } : { ollamaHost: away }),
    });
    const messages = [{ role: "user", content: "Hello" }] as const;
    expect(await repartee.chat({ messages, fallback: "template" })).toMatchObject({
      source: "template",
      reason: "upstream_unreachable",
    });
    await expect(repartee.chat({ messages })).rejects.toMatchObject({ code: "upstream_unreachable" });
  });
});

test("models of several servers work side by side, each on its own server", async () => {
  const upstreams = [gpu(), { name: "other", baseUrl: await closedAddress() }];
  const models = [
    { name: "a", reference: "openai:gpu/echo" },
    { name: "b", reference: "openai:other/echo" },
    { name: "c", reference: "ollama:echo" },
  ];
  await using repartee = await createRepartee({ models, upstreams, ollamaHost: ollama.url, preload: false });
  const ask = (model: string) => repartee.chat({ model, messages: [{ role: "user", content: "one" }] });
  expect([(await ask("a")).text, (await ask("c")).text]).toEqual(["one", "one"]);
  await expect(ask("b")).rejects.toMatchObject({ code: "upstream_unreachable", facts: { upstream: "other" } });
});

test("second model of `repartee.models` answers over HTTP when the first one's server is away, and is named", async () => {
  const models = [
    { name: "far", reference: "openai:away/echo" },
    { name: "near", reference: "ollama:echo" },
  ];
  const upstreams = [{ name: "away", baseUrl: await closedAddress() }];
  await using repartee = await createRepartee({ models, upstreams, ollamaHost: ollama.url });
  const { url } = await repartee.listen({ port: 0 });
  const body = { model: "far", messages: [{ role: "user", content: "Hi there" }], repartee: { models: ["near"] } };
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    choices: [{ message: { content: "Hi there" } }],
    repartee: { source: "fallback_model", model: "near", reason: "upstream_unreachable", complete: true },
  });
});

test("start with a server that is away goes well; the next request after the cooldown tries again", async () => {
  const door = await startDoor(ollama.url);
  const clock = createFakeClock();
  const config = configFromOptions({ model: "ollama:echo", ollamaHost: door.url, preload: true });
  await using app = await createApp(config, { log: silentLog, clock });
  app.preload();
  /** Lets the short pause before a second try go by. */
  const settled = async (): Promise<string | undefined> => {
    await clock.advance(300);
    return app.pool.status("echo")?.state;
  };
  await expect.poll(settled).toBe("failed");
  door.open();
  const { signal } = new AbortController();
  await expect(app.pool.lease("echo", { signal })).rejects.toMatchObject({ code: /^upstream_/ });
  await clock.advance(60_000);
  const lease = await app.pool.lease("echo", { signal });
  lease.release();
  expect(app.pool.status("echo")).toMatchObject({ state: "ready", engine: "ollama" });
});

test("embedding_host and embedding_port name the Ollama server unless ollama_host does", async () => {
  const { hostname, port } = new URL(ollama.url);
  const embedding = { model: "ollama:echo", embeddingHost: hostname, embeddingPort: Number(port) };
  await using repartee = await createRepartee(embedding);
  expect((await repartee.chat("one")).text).toBe("one");
  await using other = await createRepartee({ ...embedding, ollamaHost: await closedAddress() });
  await expect(other.chat("one")).rejects.toMatchObject({ code: "upstream_unreachable" });
});

test("Ollama is sent how long to keep a model, and pulls one only when it may", async () => {
  const options = { model: "ollama:late:1b", ollamaHost: ollama.url, ollamaKeepAlive: "7m" };
  await using careful = await createRepartee({ ...options, preload: false });
  await expect(careful.chat("one")).rejects.toMatchObject({ code: "model_not_found", hint: /ollama pull late:1b/ });
  await using eager = await createRepartee({ ...options, ollamaPull: true });
  expect((await eager.chat("one")).text).toBe("one");
  expect(ollama.requests.findLast(({ path }) => path === "/api/chat")?.body["keep_alive"]).toBe("7m");
});

test("an upstream is sent its own key", async () => {
  const upstreams = [{ ...gpu(), apiKey: "the-key" }];
  await using repartee = await createRepartee({ model: "openai:gpu/echo", upstreams });
  await repartee.chat("one");
  expect(openai.requests.at(-1)?.headers.authorization).toBe("Bearer the-key");
});

describe("clock of an upstream that says nothing", () => {
  /** The code that a reply ends with once the upstream has the question and `ms` have passed; undefined before. */
  async function endAfter(ms: number, settings: Partial<Config>, own: Partial<UpstreamConfig>): Promise<unknown> {
    const clock = createFakeClock();
    // A server of this dialect is believed to have any model.
    const upstreams = [{ ...gpu(), dialect: "llama-server" as const, ...own }];
    const config = configFromOptions({ model: "openai:gpu/fault-silent", upstreams, ...settings });
    await using app = await createApp(config, { log: silentLog, clock });
    const generate = { input: { kind: "chat", messages: [{ role: "user", content: "one" }] } } as const;
    const request = { requestId: "r", models: ["fault-silent"], generate, fallback: "none" } as const;
    const leave = new AbortController();
    let end: unknown;
    const before = openai.requests.length;
    const reading = (async () => {
      for await (const event of app.serving.reply(request, leave.signal))
        if (event.type === "error") end = event.error.code;
    })();
    const isAsked = (): boolean => openai.requests.slice(before).some(({ path }) => path === "/v1/chat/completions");
    await expect.poll(isAsked).toBe(true);
    await clock.advance(ms);
    const found = end;
    leave.abort();
    await reading;
    return found;
  }

  test("is the setting's where it has none of its own, also beyond the default", async () => {
    expect(await endAfter(99_999, { firstTokenTimeoutMs: 100_000 }, {})).toBeUndefined();
    expect(await endAfter(100_000, { firstTokenTimeoutMs: 100_000 }, {})).toBe("first_token_timeout");
  });

  test("is its own where that is shorter", async () => {
    expect(await endAfter(4_999, {}, { firstTokenTimeoutMs: 5_000 })).toBeUndefined();
    expect(await endAfter(5_000, {}, { firstTokenTimeoutMs: 5_000 })).toBe("first_token_timeout");
  });
});
