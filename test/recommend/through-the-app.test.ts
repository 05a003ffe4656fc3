/** Recommendations through the whole app: HTTP in, real engines and the protocol of Ollama behind it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createParser } from "eventsource-parser";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions, type Config } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { startFakeOllama, type FakeOllama } from "../../src/testing/fake-ollama/fake-ollama.ts";
import { writeRandomLlama, writeScriptedLlama } from "../../src/testing/index.ts";

interface Shown {
  readonly title: string;
  readonly reason: string;
  readonly source: string;
  readonly reason_source: string;
}

interface Answer {
  readonly recommendations: readonly Shown[];
  readonly source: string;
  readonly model?: string;
  readonly format?: string;
  readonly complete: boolean;
  readonly by_model: number;
  readonly reason?: string;
}

type Options = Partial<Config>;

/** A bound for machines that do much else: what is waited for takes well under a second. */
const patience = { timeout: 30_000 };

/** A few books, in place of a thousand films: an embedding model reads them in a moment. */
const books = `title,year,genres,author,description
Dune,1965,science fiction,Frank Herbert,A young duke joins a people of the desert.
Emma,1815,romance; comedy,Jane Austen,A rich young woman plays matchmaker and errs.
Dracula,1897,horror,Bram Stoker,A count leaves his castle for London.
Middlemarch,1871,drama,George Eliot,Two marriages in a country town go wrong in different ways.
Moby-Dick,1851,adventure,Herman Melville,A captain hunts the whale that took his leg.
Persuasion,1817,romance,Jane Austen,A love given up years ago comes back from the sea.
`;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repartee-recommend-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startOllama(reply?: (asked: string) => string): Promise<FakeOllama> {
  const ollama = await startFakeOllama(reply === undefined ? {} : { reply });
  onTestFinished(() => ollama[Symbol.asyncDispose]());
  return ollama;
}

async function startApp(options: Options): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = await createApp(configFromOptions({ port: 0, autoDownload: false, preload: false, ...options }), {
    log: silentLog,
  });
  onTestFinished(() => app.close());
  return { url: (await app.listen()).url, close: () => app.close() };
}

async function recommend(url: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}/api/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

/** The names and data of a stream's events, each as it came. */
async function stream(
  url: string,
  body: object,
): Promise<readonly { readonly event?: string; readonly data: Answer }[]> {
  const response = await fetch(`${url}/api/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, stream: true }),
  });
  const events: { readonly event?: string; readonly data: Answer }[] = [];
  createParser({
    onEvent: ({ event, data }) => void events.push({ data: JSON.parse(data), event }),
  }).feed(await response.text());
  return events;
}

/** 17 words an item: a reply that breaks off after 40 words does so in the third. */
const threeItems = [1, 2, 3, 4]
  .map((number) => `${number}. [m${number}] Reason ${number}${" and so on".repeat(4)} to its end.`)
  .join("\n");

function ownBooks(): { readonly itemCatalogs: Config["itemCatalogs"] } {
  const path = join(temporaryFolder(), "books.csv");
  writeFileSync(path, books);
  return { itemCatalogs: [{ path, kind: "book" }] };
}

test.each([
  ["OLLAMA_HOST", (url: string): Options => ({ ollamaHost: url })],
  [
    "EMBEDDING_HOST",
    (url: string): Options => ({ embeddingHost: new URL(url).hostname, embeddingPort: Number(new URL(url).port) }),
  ],
])("with %s alone llama3.1:8b writes, and items come as they are complete", async (_, options) => {
  const ollama = await startOllama(() => `Here they are:\n${threeItems}`);
  const { url } = await startApp(options(ollama.url));
  const events = await stream(url, { query: "a quiet evening", kind: "movie", limit: 3 });
  const names = events.map(({ event }) => event);
  expect(names.filter((name) => name === "recommendation")).toHaveLength(3);
  expect(names.indexOf("recommendation")).toBeGreaterThan(names.indexOf("token"));
  expect(names.at(-1)).toBe("done");
  const done = events.at(-1)?.data;
  expect(done).toMatchObject({ source: "model", model: "llama3.1:8b", format: "list", complete: true });
  expect(done?.recommendations.map(({ source }) => source)).toEqual(["model", "model", "model"]);
  expect(ollama.requests.find(({ path }) => path === "/api/chat")?.body["model"]).toBe("llama3.1:8b");
  await expect.poll(() => ollama.openAnswers, patience).toBe(0);
});

test("an upstream that dies in its third item leaves two, and the list is filled up", async () => {
  const ollama = await startOllama(() => threeItems);
  const { url } = await startApp({ ollamaHost: ollama.url, recommendationModel: "ollama:fault-reset-at-40" });
  const events = await stream(url, { query: "a quiet evening", limit: 4 });
  const done = events.at(-1);
  expect(done).toMatchObject({
    event: "done",
    data: { source: "model", model: "fault-reset-at-40", complete: false, reason: "upstream_truncated" },
  });
  const items = done?.data.recommendations ?? [];
  expect(items.map(({ source }) => source)).toEqual(["model", "model", "template", "template"]);
  // "Reason 1 and so on" says nothing of any film.
  expect(items.map((item) => item.reason_source)).toEqual(Array.from({ length: 4 }, () => "written"));
  expect(new Set(items.map(({ title }) => title)).size).toBe(4);
  expect(events.filter(({ event }) => event === "recommendation")).toHaveLength(4);
});

test("an embedding model on Ollama reads the catalog through /api/embed, once for all starts", async () => {
  const ollama = await startOllama(() => "1. [m1] One.");
  const options = { ...ownBooks(), cacheDir: temporaryFolder(), ollamaHost: ollama.url };
  const embedded = (): readonly string[] =>
    ollama.requests
      .filter(({ path }) => path === "/api/embed")
      .flatMap(({ body }) => (Array.isArray(body["input"]) ? body["input"].map(String) : [String(body["input"])]));
  const first = await startApp({ ...options, embeddingModel: "ollama:embedder", embeddingDocumentPrefix: "doc: " });
  // Words are compared until the model has read everything; from then on it reads the questions too.
  async function castleOn(url: string): Promise<readonly string[]> {
    expect((await recommend(url, { query: "castle", kind: "book" })).recommendations).toHaveLength(4);
    return embedded();
  }
  await expect.poll(() => castleOn(first.url), patience).toContain("castle");
  expect(embedded().filter((text) => text.startsWith("doc: ")).length).toBeGreaterThan(1000);
  await first.close();
  const before = embedded().length;

  const second = await startApp({ ...options, embeddingModel: "ollama:embedder", embeddingDocumentPrefix: "doc: " });
  await expect.poll(async () => (await castleOn(second.url)).slice(before), patience).toContain("castle");
  expect(
    embedded()
      .slice(before)
      .filter((text) => text.startsWith("doc: ")),
  ).toHaveLength(1);
}, 60_000);

test("tiny real models write and embed: a GGUF file each, in processes of their own", async () => {
  const folder = temporaryFolder();
  const writer = join(folder, "writer.gguf");
  const embedder = join(folder, "embedder.gguf");
  // So small a model only finishes reasons: whatever item it is asked for, it tells the story of Persuasion.
  const script = " A love given up years ago comes back from the sea.\n";
  await writeScriptedLlama(writer, { script, contextLength: 8192 });
  await writeRandomLlama(embedder, { seed: 5, contextLength: 512 });
  const { url } = await startApp({
    ...ownBooks(),
    cacheDir: join(folder, "cache"),
    recommendationModel: writer,
    embeddingModel: embedder,
    contextSize: 4096,
  });
  const answer = await recommend(url, { query: "a long sea voyage", kind: "book", limit: 3 });
  expect(answer).toMatchObject({ source: "model", model: "writer", complete: true, by_model: 0 });
  expect(answer.recommendations).toHaveLength(3);
  for (const { title, reason_source: by } of answer.recommendations)
    expect([title, by]).toEqual([title, title === "Persuasion" ? "model" : "written"]);
  expect(answer.recommendations.map(({ title }) => title)).toContain("Persuasion");
  const kept = await fetch(`${url}/api/preferences`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: "ada", title: "Emma", kind: "book" }),
  });
  expect(await kept.json()).toMatchObject({ persisted: true, preference: { embedding_model: "embedder" } });
  const taste = await recommend(url, { user_id: "ada", kind: "book", limit: 2 });
  expect(taste.recommendations.map(({ title }) => title)).not.toContain("Emma");
}, 60_000);
