import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { starterModelName } from "../../src/models/registry/built-in-entries.ts";
import { startHubServer } from "../support/hub-server/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRepositoryFile } from "./repository-files.ts";

const readme = readRepositoryFile("README.md");

interface Example {
  readonly body: string;
  readonly answer: unknown;
}

/** The bodies that README's `curl`s send, each with the answer that it shows. */
function readExamples(): { readonly model: Example; readonly template: Example } {
  const [model, template] = [...readme.matchAll(/-d '(\{[^\n]*\})'\n```\n\n```json\n(.*?)```/gs)].map(
    ([, body = "", answer = ""]) => ({ body, answer: JSON.parse(answer) as unknown }),
  );
  if (model === undefined || template === undefined) throw new Error("README shows no two curls with their answers.");
  return { model, template };
}

/** A value with the type's name in place of every string and number. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value === "boolean" ? value : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

async function ask(repartee: Repartee, body: string): Promise<unknown> {
  const { url } = await repartee.listen({ port: 0 });
  const headers = { "content-type": "application/json" };
  return await (await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body })).json();
}

const anyIdAndTime = { id: expect.stringMatching(/^chatcmpl-/), created: expect.any(Number) };

// The first server of a process loads what all of them need: that is no part of any test's time.
let echo: Repartee;
beforeAll(async () => {
  echo = await createRepartee({ model: "echo" });
  await echo.listen({ port: 0 });
});
afterAll(() => echo[Symbol.asyncDispose]());

test("README's first curl gets an answer of the shape that README shows, which is the starter model's", async () => {
  const { body, answer } = readExamples().model;
  expect(shapeOf(await ask(echo, body))).toEqual(shapeOf(answer));
  expect(answer).toMatchObject({ model: starterModelName, repartee: { source: "model", model: starterModelName } });
});

test("README's curl with a fallback gets the answer that README shows while the first model is on its way, but for its id and time", async () => {
  const { body, answer } = readExamples().template;
  await using hub = await startHubServer({ repositories: [] });
  const cacheDir = await mkdtemp(join(tmpdir(), "repartee-readme-"));
  try {
    await using repartee = await createRepartee({
      autoDownload: true,
      hubUrl: hub.url,
      pipCommand: "no-pip",
      cacheDir,
    });
    expect(await ask(repartee, body)).toEqual(Object.assign({}, answer, anyIdAndTime));
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
});

test("offline, README's curl with a fallback gets a reply as well, with the reason that README names", async () => {
  await using repartee = await createRepartee({ autoDownload: true, offline: true });
  const reply = await ask(repartee, readExamples().template.body);
  expect(reply).toMatchObject({ repartee: { source: "template", reason: "no_model_configured", complete: true } });
});

test("README's client of OpenAI's API names the model that `npm start` serves first", () => {
  expect(readme).toMatch(new RegExp(`chat\\.completions\\.create\\(\\{\\n +model: "${starterModelName}"`));
});
