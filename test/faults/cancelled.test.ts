import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventData, metric, until } from "./server-process.ts";

/**
 * Said in a circle. The model's hand-set weights make its arithmetic exact, so that its text does not depend on which
 * streams llama.cpp evaluates together; with real weights a sum in another order may round otherwise.
 */
const words = "and there is the lazy old moon under a quiet sea".split(" ");

let folder = "";
let repartee: Repartee;
let url = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-cancel-"));
  await writeScriptedLlama(join(folder, "endless.gguf"), { script: words.join(" "), eos: false });
  repartee = await createRepartee({ model: join(folder, "endless.gguf"), contextSize: 2048, slots: 4, gpuLayers: 0 });
  url = (await repartee.listen({ port: 0 })).url;
  await repartee.models.load("endless");
});

afterAll(async () => {
  await repartee[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The model goes on from `word`, so that every stream has a text of its own. */
async function open(word: string, maxTokens: number, signal?: AbortSignal): Promise<Response> {
  return await fetch(`${url}/v1/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: ` ${word}`, stream: true, max_tokens: maxTokens }),
    signal,
  });
}

async function read(response: Response): Promise<string> {
  let text = "";
  for await (const data of eventData(response)) {
    if (data === "[DONE]") continue;
    const chunk = JSON.parse(data) as { choices: { text: string }[] };
    text += chunk.choices[0]?.text ?? "";
  }
  return text;
}

describe("a client that closes its stream", () => {
  it("frees its slot at once, and three other streams stay byte-identical to solo runs", async () => {
    const solo: string[] = [];
    for (const word of ["is", "lazy", "under"]) solo.push(await read(await open(word, 300)));
    expect(new Set(solo).size).toBe(3);

    const leaving = new AbortController();
    const left = eventData(await open("moon", 1500, leaving.signal));
    for (let piece = 0; piece < 5; piece += 1) await left.next();
    let ended = 0;
    const others = ["is", "lazy", "under"].map(async (word) => {
      const text = await read(await open(word, 300));
      ended += 1;
      return text;
    });
    await until(async () => (await metric(url, "repartee_model_leases")) === 4, 5000, "four requests at once");
    leaving.abort();
    await until(async () => (await metric(url, "repartee_model_leases")) < 4, 5000, "the slot's freedom");
    // It was this one that ended: the others are much shorter, and still being written.
    expect(ended).toBe(0);
    expect(await Promise.all(others)).toEqual(solo);
  });

  it("leaves no lease behind after many have gone", async () => {
    for (let round = 0; round < 20; round += 1) {
      const leaving = new AbortController();
      const stream = eventData(await open("moon", 500, leaving.signal));
      await stream.next();
      leaving.abort();
    }
    await until(async () => (await metric(url, "repartee_model_leases")) === 0, 5000, "all leases given back");
    expect(await metric(url, "repartee_requests_in_flight")).toBe(0);
  });
});
