import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { startHubServer } from "../support/hub-server/index.ts";
import { expect, test } from "vitest";
import { readRepositoryFile } from "./repository-files.ts";

const readme = readRepositoryFile("README.md");

/** The body that README's `curl` sends, and the answer that it shows. */
function readExample(): { readonly body: string; readonly answer: unknown } {
  const body = /-d '(\{.*\})'/.exec(readme)?.[1];
  const answer = /^(\{"id":.*\})$/m.exec(readme)?.[1];
  if (body === undefined || answer === undefined) throw new Error("README shows no curl with its answer.");
  return { body, answer: JSON.parse(answer) };
}

async function ask(repartee: Repartee, body: string): Promise<unknown> {
  const { url } = await repartee.listen({ port: 0 });
  const headers = { "content-type": "application/json" };
  return await (await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body })).json();
}

const anyIdAndTime = { id: expect.stringMatching(/^chatcmpl-/), created: expect.any(Number) };

test("README's curl gets the answer that README shows while the first model is on its way, but for its id and time", async () => {
  const { body, answer } = readExample();
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

test("offline, README's curl gets a reply as well, with the reason that README names", async () => {
  await using repartee = await createRepartee({ autoDownload: true, offline: true });
  const reply = await ask(repartee, readExample().body);
  expect(reply).toMatchObject({ repartee: { source: "template", reason: "no_model_configured", complete: true } });
});
