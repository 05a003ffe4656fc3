import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { createJoinedProgress } from "./pull-progress.ts";
import { createSpeechModelStore, type SpeechFileFetcher, type SpeechModelStore } from "./speech-model-store.ts";

const never = new AbortController().signal;

const piperConfig = {
  audio: { sample_rate: 22_050 },
  espeak: { voice: "en-us" },
  num_speakers: 1,
  phoneme_id_map: { _: [0], a: [14], "\n": [3], ʃ: [96] },
};

interface Store {
  readonly store: SpeechModelStore;
  /** What was asked for, in order. */
  readonly asked: string[];
  readonly folder: string;
}

async function openStore({ hub = true, packages = true } = {}): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-speech-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const asked: string[] = [];
  async function file(name: string, isReachable: boolean): Promise<string> {
    asked.push(name);
    if (!isReachable) throw new ReparteeError("hub_unreachable", "no network");
    const path = join(folder, name.replaceAll(/[^\w.]/g, "_"));
    await writeFile(path, name.endsWith(".json") ? JSON.stringify(piperConfig) : "weights");
    return path;
  }
  const fetcher: SpeechFileFetcher = {
    async askHub({ file: name }) {
      if (hub) return;
      asked.push(`? ${name}`);
      throw new ReparteeError("hub_unreachable", "no network");
    },
    fromHub: ({ repository, file: name }) => file(`${repository}/${name}`, hub),
    fromPackages: ([{ path }]) => file(path, packages),
    folderFromPackage: ({ folder: { path } }) => file(path, packages),
  };
  return { store: createSpeechModelStore({ cacheFolder: folder, fetcher, log: silentLog }), asked, folder };
}

describe("speech model store", () => {
  it("pulls a recognizer file by file and finds it again", async () => {
    const { store, asked } = await openStore();
    expect(store.find("whisper-small")).toBeUndefined();
    const { files } = await store.pull("whisper-small", never);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toBe("csukuangfj/sherpa-onnx-whisper-small/small-encoder.int8.onnx");
    expect(store.find("whisper-small")?.files).toEqual(files);
    expect(store.list().map(({ model }) => model.name)).toEqual(["whisper-small"]);
    await store.pull("whisper-small", never);
    expect(asked).toHaveLength(3);
  });

  it("makes a Piper voice of what every voice of the project has", async () => {
    const { store, asked } = await openStore();
    const { files, model } = await store.pull("piper:de_DE-thorsten-medium", never);
    expect(model.languages).toEqual(["de"]);
    expect(asked[0]).toBe("rhasspy/piper-voices/de/de_DE/thorsten/medium/de_DE-thorsten-medium.onnx");
    const weights = await readFile(files["model"] ?? "", "latin1");
    expect(weights.startsWith("weights")).toBe(true);
    expect(weights).toContain("sample_rate\x12\x0522050");
    expect(await readFile(files["tokens"] ?? "", "utf8")).toBe("_ 0\na 14\nʃ 96\n");
    expect(await readFile(join(files["espeakData"] ?? "", "phontab"))).not.toHaveLength(0);
  });

  it("has all voices of Kokoro by the name of any of them", async () => {
    const { store, asked } = await openStore();
    const { model, files } = await store.pull("kokoro:ef_dora", never);
    expect(asked).toEqual(
      ["model.onnx", "voices.bin", "tokens.txt", "lexicon-zh.txt"].map(
        (file) => `csukuangfj/kokoro-multi-lang-v1_0/${file}`,
      ),
    );
    expect(await readFile(join(files["espeakData"] ?? "", "phontab"))).not.toHaveLength(0);
    expect([model.name, store.find("kokoro")?.files, store.find("kokoro:af_heart")?.files]).toEqual([
      "kokoro",
      files,
      files,
    ]);
    expect(["kokoro", "kokoro:af_heart", "kokoro:nobody"].map(store.knows)).toEqual([true, true, false]);
    expect(await store.remove("kokoro:if_sara")).toBe(true);
    expect(store.find("kokoro")).toBeUndefined();
  });

  it("lists what can be had beside what is here", async () => {
    const { store } = await openStore();
    await store.pull("piper:en_US-amy-low", never);
    const listed = store.all().map(({ model, isInstalled }) => [model.name, isInstalled] as const);
    expect(listed).toContainEqual(["kokoro", false]);
    expect(listed).toContainEqual(["piper:en_US-amy-low", true]);
    expect(new Set(listed.map(([name]) => name)).size).toBe(listed.length);
  });

  it("reports files one after the other as one download, which never goes back", async () => {
    const shown: number[] = [];
    const { startFile } = createJoinedProgress(400, ({ downloadedBytes, totalBytes, etaSeconds }) => {
      expect(etaSeconds).toBe((totalBytes - downloadedBytes) / 50);
      shown.push(downloadedBytes, totalBytes);
    });
    const part = (downloadedBytes: number) => ({ downloadedBytes, totalBytes: 200, bytesPerSecond: 50, etaSeconds: 1 });
    const first = startFile();
    for (const bytes of [50, 40, 200]) first(part(bytes));
    startFile()(part(150));
    startFile()(part(200));
    expect(shown).toEqual([50, 400, 50, 400, 200, 400, 350, 400, 550, 550]);
  });

  it("asks packages where the hub cannot be reached", async () => {
    const { store, asked } = await openStore({ hub: false });
    await store.pull("silero-vad", never);
    expect(asked).toEqual(["? onnx/model.onnx", "silero_vad/data/silero_vad.onnx"]);
  });

  it("fails with the last reason where nothing can be reached, and leaves nothing that looks whole", async () => {
    const { store } = await openStore({ hub: false, packages: false });
    await expect(store.pull("silero-vad", never)).rejects.toMatchObject({ code: "hub_unreachable" });
    expect(store.find("silero-vad")).toBeUndefined();
    expect(store.list()).toEqual([]);
  });

  it("suggests what a wrong name meant most likely", async () => {
    const { store } = await openStore();
    await expect(store.pull("whisper-bse", never)).rejects.toMatchObject({
      code: "model_not_found",
      hint: expect.stringContaining("whisper-base"),
    });
    expect(["whisper-base", "piper:en_US-amy-low", "piper:../x", "llama"].map(store.knows)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("does not find a model of which a file was deleted, and removes one whole", async () => {
    const { store } = await openStore();
    const { files } = await store.pull("whisper-tiny", never);
    expect(await store.remove("whisper-tiny")).toBe(true);
    expect(await store.remove("whisper-tiny")).toBe(false);
    await store.pull("whisper-tiny", never);
    await rm(files["decoder"] ?? "");
    expect(store.find("whisper-tiny")).toBeUndefined();
  });
});
