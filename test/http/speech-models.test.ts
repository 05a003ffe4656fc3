/** Speech models over HTTP: pulled with progress, listed and deleted as language models are. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import { createSpeechLibrary } from "../../src/speech/models/speech-library.ts";
import { createSpeechModelStore, type SpeechFileFetcher } from "../../src/speech/models/speech-model-store.ts";
import { startServer, type StartedServer } from "./support/start-server.ts";

const progress = { totalBytes: 1000, bytesPerSecond: 250.4, etaSeconds: 2 };

async function start(isReachable = true): Promise<StartedServer & { readonly fetched: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-speech-http-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const fetched: string[] = [];
  const none = (): never => {
    throw new ReparteeError("hub_unreachable", "Cannot reach the registry");
  };
  const fetcher: SpeechFileFetcher = {
    async fromHub({ file }, { onProgress }) {
      if (!isReachable) return none();
      fetched.push(file);
      onProgress({ ...progress, downloadedBytes: 0 });
      await new Promise((resolve) => setImmediate(resolve));
      onProgress({ ...progress, downloadedBytes: 1000 });
      const path = join(folder, file.replaceAll("/", "-"));
      await writeFile(path, "weights");
      return path;
    },
    askHub: () => (isReachable ? Promise.resolve() : none()),
    fromPackages: none,
    folderFromPackage: none,
  };
  const store = createSpeechModelStore({ cacheFolder: folder, fetcher, log: silentLog });
  return { ...(await startServer({ speechLibrary: createSpeechLibrary(store) })), fetched };
}

interface Listed {
  readonly speech: readonly { readonly name: string; readonly downloaded: boolean; readonly role: string }[];
}

async function listed(url: string, name: string): Promise<Listed["speech"][number] | undefined> {
  const { speech } = (await (await fetch(`${url}/api/models`)).json()) as Listed;
  return speech.find((one) => one.name === name);
}

describe("a speech model", () => {
  it("is pulled with progress, listed as downloaded, and deleted", async () => {
    const { fetched, post, url } = await start();
    expect(await listed(url, "whisper-small")).toMatchObject({ downloaded: false, role: "recognizer" });
    const frames = await (await post("/api/models/pull", { model: "whisper-small" })).text();
    expect(frames).toMatch(/^event: progress\ndata: \{"phase":"downloading","downloaded_bytes":/);
    const done = JSON.parse(frames.split("event: done\ndata: ")[1] ?? "null") as unknown;
    expect(done).toEqual({
      ...{ name: "whisper-small", role: "recognizer", family: "whisper", languages: [] },
      ...{ size_bytes: 376_000_000, downloaded: true, licence: "MIT" },
    });
    expect(fetched).toHaveLength(3);
    expect(await listed(url, "whisper-small")).toMatchObject({ downloaded: true });
    const deleted = await fetch(`${url}/models/whisper-small`, { method: "DELETE" });
    expect(await deleted.json()).toMatchObject({ name: "whisper-small", deleted: true });
    expect(await listed(url, "whisper-small")).toMatchObject({ downloaded: false });
  });

  it("is one answer without a stream, and not downloaded again where it is", async () => {
    const { fetched, post } = await start();
    for (let pull = 0; pull < 2; pull += 1) {
      const response = await post("/api/models/pull", { model: "silero-vad", stream: false });
      expect(await response.json()).toMatchObject({ name: "silero-vad", role: "detector", downloaded: true });
    }
    expect(fetched).toEqual(["onnx/model.onnx"]);
  });

  it("that no source has is an error status, streamed or not", async () => {
    const { post, url } = await start(false);
    for (const stream of [true, false]) {
      const response = await post("/api/models/pull", { model: "whisper-base", stream });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: { code: "hub_unreachable" } });
    }
    expect(await listed(url, "whisper-base")).toMatchObject({ downloaded: false });
  });
});
