/** `pull`, `list`, `show`, `rm` and `chat` of models that are converted, or that are several networks. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { sizeText } from "../../src/core/byte-size.ts";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";
import {
  blenderbotScript,
  hostBlenderbot,
  hostDialoGpt,
  hostForeignWeights,
  hostOnnxGpt2,
} from "../models/hosted-models.ts";
import { runCli, type CliResult } from "./run-cli.ts";

let hub: HubServer;
let folder = "";
beforeAll(async () => {
  hub = await startHubServer({
    repositories: [
      await hostDialoGpt("microsoft/DialoGPT-small", "torch-zip"),
      await hostBlenderbot("Xenova/blenderbot-400M-distill"),
      await hostOnnxGpt2("acme/onnx-chat"),
      hostForeignWeights("acme/llama-weights"),
    ],
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function repartee(args: readonly string[], input?: string): Promise<CliResult> {
  const env = { REPARTEE_HUB_URL: hub.url, REPARTEE_CACHE_DIR: join(folder, "cache"), PORT: "1" };
  return runCli(args, { folder, env, input });
}

const filesHere = (): readonly { readonly name: string; readonly bytes: number }[] =>
  readdirSync(join(folder, "cache"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => ({ name, bytes: statSync(join(parentPath, name)).size }));

const networksHere = (): readonly string[] =>
  filesHere()
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".onnx"))
    .toSorted();

test("DialoGPT is pulled with its conversion told, listed, shown, and removed with what was made of it", async () => {
  const pulled = await repartee(["pull", "microsoft/DialoGPT-small"]);
  expect(pulled).toMatchObject({ code: 0, stdout: expect.stringMatching(/dialogpt-small is here \(.*-Q8_0-.*\.gguf/) });
  expect(pulled.stderr).toMatch(
    /^100 % [^]*^Converting +\d+ %$[^]*^Chat with it: repartee chat microsoft\/DialoGPT-small$/m,
  );
  expect((await repartee(["list", "--downloaded"])).stdout).toMatch(/^dialogpt-small +\S+ \S+ +Q8_0 +yes/m);
  const shown = await repartee(["show", "microsoft/DialoGPT-small"]);
  expect(shown.stdout).toMatch(/engine +llama-cpp[^]*file in it +pytorch_model\.bin[^]*path .*-Q8_0-.*\.gguf/);
  const chat = await repartee(["chat", "dialogpt-small", "--max-tokens", "4"], "what do they know of music");
  expect(chat).toMatchObject({ code: 0, stdout: expect.stringMatching(/\w/) });
  const bytesOf = (kind: RegExp): number =>
    filesHere().reduce((sum, { name, bytes }) => (kind.test(name) ? sum + bytes : sum), 0);
  const bytes = bytesOf(/\.(gguf|bin|txt)$|^(config|vocab)\.json$/);
  const removed = await repartee(["rm", "dialogpt-small", "--yes"]);
  expect(removed.stdout).toBe(`Deleted dialogpt-small; ${sizeText(bytes)} came free.\n`);
  expect(filesHere().filter(({ name }) => !/quarantine|\.json$/.test(name))).toEqual([]);
}, 120_000);

test("a pull of BlenderBot brings one precision, and a folder of networks answers in a chat", async () => {
  const pulled = await repartee(["pull", "facebook/blenderbot-400M-distill", "--quantization", "q8"]);
  expect(pulled.code).toBe(0);
  expect(networksHere()).toEqual(["decoder_model_merged_quantized.onnx", "encoder_model_quantized.onnx"]);
  const chat = await repartee(["chat", "blenderbot-400m"], "Hello");
  expect(chat.stdout).toContain(blenderbotScript);
  expect((await repartee(["show", "blenderbot-400m"])).stdout).toMatch(/engine +transformers[^]*quantization +q8/);
}, 120_000);

test("a repository beyond the catalog is listed by a reference that removes it", async () => {
  await repartee(["pull", "acme/onnx-chat"]);
  expect((await repartee(["list", "--downloaded"])).stdout).toMatch(/^hf:acme\/onnx-chat +\S+ \S+ +fp32 +yes/m);
  expect(await repartee(["rm", "hf:acme/onnx-chat", "--yes"])).toMatchObject({ code: 0 });
  expect(networksHere()).toEqual([]);
}, 120_000);

test("a pull of weights that nothing runs says what was found and what would work, and fetches none", async () => {
  const pulled = await repartee(["pull", "acme/llama-weights"]);
  expect(pulled.code).toBe(1);
  expect(pulled.stderr).toMatch(/PyTorch weights of the kind "llama"[^]*Hint:.*ends in GGUF/);
});
