/** Models that are not GGUF, asked for by the names that people know: through the whole app, beside a hub on this machine. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ReparteeOptions } from "../../src/index.ts";
import { startHubServer, type HubServer, type HubServerOptions } from "../support/hub-server/index.ts";
import { blenderbotScript, hostBlenderbot, hostDialoGpt, hostForeignWeights, hostOnnxGpt2 } from "./hosted-models.ts";
import { startBesideHub } from "./start-beside-hub.ts";

let repositories: HubServerOptions["repositories"] = [];
let hub: HubServer;
let folder = "";

beforeAll(async () => {
  repositories = [
    await hostDialoGpt("microsoft/DialoGPT-small", "safetensors"),
    await hostDialoGpt("microsoft/DialoGPT-medium", "torch-legacy"),
    await hostBlenderbot("Xenova/blenderbot-400M-distill"),
    await hostOnnxGpt2("acme/onnx-chat"),
    hostForeignWeights("acme/llama-weights"),
    { id: "acme/nothing", files: [{ name: "README.md", content: Buffer.from("#") }] },
  ];
  hub = await startHubServer({ repositories });
});
afterAll(() => hub.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-by-name-"));
});
afterEach(async () => {
  hub.clearFaults();
  await rm(folder, { recursive: true, force: true });
});

const start = (options: ReparteeOptions) => startBesideHub(hub, { cacheDir: join(folder, "cache"), ...options });

interface Answer {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly repartee: {
    readonly source: string;
    readonly model: string;
    readonly reason?: string;
    readonly warnings?: readonly object[];
  };
  readonly error?: { readonly code: string; readonly message: string };
}

const withSystem = [
  { role: "system", content: "Speak like a pirate." },
  { role: "user", content: "what do they know of music" },
];

async function ask(url: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: withSystem, max_tokens: 6, temperature: 0, ...body }),
  });
  const answer: Answer = JSON.parse(await response.text());
  return answer;
}

/** The files that were asked for since `from`. */
function requestedFiles(from: number): readonly string[] {
  const paths = hub.requests.slice(from).map(({ path }) => decodeURIComponent(path));
  const files = paths.flatMap((path) => /\/resolve\/[^/]+\/([^?]+)/.exec(path)?.[1] ?? []);
  return [...new Set(files)].toSorted();
}

const convertedFiles = (): Promise<readonly string[]> =>
  readdir(join(folder, "cache", "converted"), { recursive: true }).then(
    (names) => names.filter((name) => /\.(gguf|part)$/.test(name)),
    () => [],
  );

describe("DialoGPT", { timeout: 90_000 }, () => {
  test.each([
    ["microsoft/DialoGPT-medium", "microsoft/DialoGPT-medium", "pytorch_model.bin"],
    ["dialogpt-medium", "dialogpt-medium", "pytorch_model.bin"],
    [`hf:microsoft/DialoGPT-medium@${"c".repeat(40)}`, "microsoft/DialoGPT-medium", "pytorch_model.bin"],
    ["dialogpt-small", "dialogpt-small", "model.safetensors"],
  ])("asked for as %s is downloaded, converted once and answers", async (model, name, weights) => {
    const before = hub.requests.length;
    const { repartee, url } = await start({ model });
    const fractions: number[] = [];
    const loaded = await repartee.models.load(name, { onProgress: (fraction) => fractions.push(fraction) });
    expect(loaded).toMatchObject({ engine: "llama-cpp", info: { quantization: "Q8_0", contextWindowTokens: 128 } });
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    expect(requestedFiles(before)).toEqual(["config.json", "merges.txt", weights, "vocab.json"].toSorted());
    const answer = await ask(url, { model: name });
    expect(answer.choices[0]?.message.content).not.toBe("");
    expect(answer.repartee).toMatchObject({ source: "model", model: name });
    expect(answer.repartee.warnings).toContainEqual(
      expect.objectContaining({ kind: "unsupported-feature", feature: "system" }),
    );
    const made = await convertedFiles();
    expect(made).toEqual([expect.stringMatching(/gpt2-2x64-Q8_0-[0-9a-f]{20}\.gguf$/)]);
    const uses = hub.requests.length;
    await repartee.models.unload(name);
    await repartee.models.load(name);
    expect(hub.requests.length).toBe(uses);
    expect(await convertedFiles()).toEqual(made);
  });

  test("is loaded and unloaded through routes that take its name with a raw and an encoded slash", async () => {
    const { url } = await start({ model: "microsoft/DialoGPT-medium" });
    for (const name of ["microsoft/DialoGPT-medium", "microsoft%2FDialoGPT-medium"]) {
      const load = await fetch(`${url}/models/${name}/load`, { method: "POST" });
      expect(await load.json()).toMatchObject({ id: "microsoft/DialoGPT-medium", repartee: { state: "ready" } });
      const unload = await fetch(`${url}/models/${name}/unload`, { method: "DELETE" });
      expect(await unload.json()).toMatchObject({ repartee: { state: "unloaded" } });
    }
  });

  test("in a folder of the user's is converted into the cache, and the folder is left as it was", async () => {
    const local = join(folder, "my-bot");
    const hosted = repositories.find(({ id }) => id === "microsoft/DialoGPT-small");
    for (const { name, content } of hosted?.files ?? []) {
      await mkdir(dirname(join(local, name)), { recursive: true });
      await writeFile(join(local, name), content);
    }
    const names = await readdir(local);
    const uses = hub.requests.length;
    const { repartee, url } = await start({ models: [{ name: "bot", reference: local, quantization: "f16" }] });
    await repartee.models.load("bot");
    expect((await ask(url, { model: "bot" })).repartee.source).toBe("model");
    expect(await readdir(local)).toEqual(names);
    expect(await convertedFiles()).toEqual([expect.stringMatching(/-F16-/)]);
    expect(hub.requests.length).toBe(uses);
  });

  test.each([
    ["q4", "Q4_0"],
    ["f16", "F16"],
  ] as const)("with quantization %s is converted to %s", async (quantization, type) => {
    const { repartee } = await start({ model: "dialogpt-small", quantization });
    expect((await repartee.models.load("dialogpt-small")).info?.quantization).toBe(type);
  });

  test("a context size for all models is no more than it spans, and one of its own that is too large is refused", async () => {
    const { repartee } = await start({
      contextSize: 4096,
      models: [
        { name: "all", reference: "dialogpt-small" },
        { name: "own", reference: "dialogpt-small", contextSize: 4096 },
        { name: "encoder-decoder", reference: "blenderbot-400m" },
      ],
    });
    expect((await repartee.models.load("all")).info?.contextWindowTokens).toBe(128);
    expect((await repartee.models.load("encoder-decoder")).info?.contextWindowTokens).toBe(256);
    await expect(repartee.models.load("own")).rejects.toMatchObject({ code: "model_load_failed" });
  });

  test("given up while it is downloaded leaves no model, and goes on where it stopped", async () => {
    const { repartee } = await start({ model: "dialogpt-small" });
    hub.inject({ kind: "stall", afterBytes: 20_000, times: 1 });
    const leaving = new AbortController();
    const load = repartee.models.load("dialogpt-small", {
      signal: leaving.signal,
      onProgress: (fraction) => fraction > 0.001 && leaving.abort(),
    });
    await expect(load).rejects.toMatchObject({ code: "cancelled" });
    expect(await convertedFiles()).toEqual([]);
    hub.clearFaults();
    expect((await repartee.models.load("dialogpt-small")).state).toBe("ready");
  });
});

describe("BlenderBot", { timeout: 90_000 }, () => {
  test.each(["facebook/blenderbot-400M-distill", "Xenova/blenderbot-400M-distill", "blenderbot-400m"])(
    "asked for as %s has its networks in one precision downloaded, and answers",
    async (model) => {
      const before = hub.requests.length;
      const { repartee, url } = await start({ model, quantization: "q8" });
      expect(await repartee.models.load(model)).toMatchObject({ engine: "transformers", info: { quantization: "q8" } });
      const networks = requestedFiles(before).filter((file) => file.startsWith("onnx/"));
      expect(networks).toEqual(["onnx/decoder_model_merged_quantized.onnx", "onnx/encoder_model_quantized.onnx"]);
      const answer = await ask(url, { model, max_tokens: 40 });
      expect(answer.choices[0]?.message.content).toBe(blenderbotScript);
      expect(answer.repartee.warnings).toContainEqual(expect.objectContaining({ feature: "system" }));
    },
  );

  test("is found again without the hub, and another precision is downloaded beside it", async () => {
    const { repartee } = await start({ model: "blenderbot-400m" });
    expect((await repartee.models.load("blenderbot-400m")).info?.quantization).toBe("fp32");
    const offline = await start({ model: "blenderbot-400m", offline: true });
    expect((await offline.repartee.models.load("blenderbot-400m")).info?.quantization).toBe("fp32");
    const small = await start({ model: "blenderbot-400m:q4" });
    expect((await small.repartee.models.load("blenderbot-400m:q4")).info?.quantization).toBe("q4");
  });

  test("in a precision that its repository has not is refused with those that it has", async () => {
    const { repartee } = await start({ model: "blenderbot-400m", quantization: "f16" });
    await expect(repartee.models.load("blenderbot-400m")).rejects.toMatchObject({
      code: "repository_file_not_found",
      message: expect.stringMatching(/f16.*encoder_model in q8, q4, fp32/),
    });
  });
});

describe("any repository", () => {
  test("with onnx/ files runs on the engine of its form, which its status names once that is known", async () => {
    const { repartee, url } = await start({ model: "acme/onnx-chat" });
    const refused = await ask(url, { model: "acme/onnx-chat" });
    expect(refused.error).toMatchObject({
      code: "model_loading",
      message: expect.stringContaining("being downloaded"),
    });
    await repartee.models.load("acme/onnx-chat");
    expect((await ask(url, { model: "acme/onnx-chat" })).repartee.source).toBe("model");
    expect(repartee.models.list()).toMatchObject([{ name: "acme/onnx-chat", engine: "transformers" }]);
  });

  test.each([
    ["acme/llama-weights", /PyTorch weights of the kind "llama", and only GPT-2 and BERT are converted/],
    ["acme/nothing", /it has no weights at all/],
  ])("that nothing runs is refused before its weights are fetched: %s", async (model, message) => {
    const before = hub.requests.length;
    const { repartee } = await start({ model });
    await expect(repartee.models.load(model)).rejects.toMatchObject({
      code: "repository_file_not_found",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.gguf files, ONNX models .* and weights of GPT-2 .* and BERT.*ends in GGUF/),
    });
    expect(requestedFiles(before).filter((file) => !file.endsWith(".json"))).toEqual([]);
  });
});

test("a chain whose DialoGPT is dead answers with the next model, then with a template, and says which and why", async () => {
  const { url } = await start({
    models: [
      { name: "microsoft/DialoGPT-large", reference: "microsoft/DialoGPT-large" },
      { name: "spare", reference: "echo" },
      { name: "gone", reference: "./gone.gguf" },
    ],
  });
  const dead = "microsoft/DialoGPT-large";
  const spare = await ask(url, { model: dead, repartee: { models: ["spare"] } });
  expect(spare.repartee).toMatchObject({ source: "fallback_model", model: "spare", reason: "repository_not_found" });
  const template = await ask(url, { model: dead, repartee: { models: ["gone"], fallback: "template" } });
  expect(template.repartee).toMatchObject({ source: "template", reason: "repository_not_found" });
  expect((await ask(url, { model: dead, repartee: { models: ["gone"] } })).error?.code).toBe("repository_not_found");
});
