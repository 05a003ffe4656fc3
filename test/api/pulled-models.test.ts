/** Models that the library downloads, uses and deletes, from a hub on this machine. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type DownloadProgress, type Repartee } from "repartee";
import { writeScriptedLlama } from "repartee/testing";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const script = "I was downloaded.";
let hub: HubServer;
let folder = "";
let repartee: Repartee;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-pull-"));
  const path = join(folder, "tiny-Q8_0.gguf");
  await writeScriptedLlama(path, { script });
  hub = await startHubServer({
    repositories: [{ id: "acme/tiny-GGUF", files: [{ name: "tiny-Q8_0.gguf", content: await readFile(path) }] }],
  });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const cacheDir = await mkdtemp(join(folder, "cache-"));
  repartee = await createRepartee({ hubUrl: hub.url, cacheDir, gpuLayers: 0, contextSize: 512 });
});
afterEach(() => repartee[Symbol.asyncDispose]());

describe("models", () => {
  it("are pulled with their progress, made known, used, and removed once nobody reads them", async () => {
    const { models } = repartee;
    const progress: DownloadProgress[] = [];
    const pulled = await models.pull("acme/tiny-GGUF", { onProgress: (report) => progress.push(report) });
    expect(pulled).toMatchObject({ role: "chat", downloadedBytes: pulled.sizeBytes, path: expect.any(String) });
    expect(progress.at(-1)).toMatchObject({ downloadedBytes: pulled.sizeBytes, totalBytes: pulled.sizeBytes });

    const model = models.add("acme/tiny-GGUF");
    expect(() => models.add("acme/tiny-GGUF")).toThrow(expect.objectContaining({ code: "invalid_request" }));
    const reply = await repartee.chat({ model, messages: [{ role: "user", content: "Who are you?" }] });
    expect(reply).toMatchObject({ text: script, model });

    await expect(models.remove(model)).rejects.toMatchObject({ code: "model_in_use" });
    await models.unload(model);
    expect(await models.remove(model)).toMatchObject({ freedBytes: pulled.sizeBytes });
    await expect(models.remove(model)).rejects.toMatchObject({ code: "model_not_found" });
  });

  it("are not pulled when the signal is aborted, and what is wrong is refused by its name", async () => {
    const { models } = repartee;
    const signal = AbortSignal.abort();
    await expect(models.pull("acme/tiny-GGUF", { signal })).rejects.toMatchObject({ code: "cancelled" });
    await expect(models.pull("acme/nobody")).rejects.toMatchObject({ code: expect.stringMatching(/not_found$/) });
    const wrong = (value: unknown): never => value as never;
    const refused = (param: string): object => ({ code: "invalid_request", param });
    await expect(models.pull(wrong(5))).rejects.toMatchObject(refused("reference"));
    await expect(models.pull("a/b", { onProgress: wrong("x") })).rejects.toMatchObject(refused("onProgress"));
    await expect(models.pull("a/b", { quantization: wrong(4) })).rejects.toMatchObject(refused("quantization"));
    await expect(models.load("echo", { signal: wrong(1) })).rejects.toMatchObject(refused("signal"));
    await expect(models.unload("")).rejects.toMatchObject(refused("name"));
    await expect(models.remove(wrong(undefined))).rejects.toMatchObject(refused("name"));
    expect(() => models.add(wrong(null))).toThrow(expect.objectContaining(refused("reference")));
    expect(models.list()).toEqual([]);
  });
});
