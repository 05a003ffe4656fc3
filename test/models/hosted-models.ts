/** Tiny models in the layout of the published ones, from a seed, as a hub has them. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import type { HubServerOptions } from "../support/hub-server/index.ts";
import { writeTinyGpt2 as writeGpt2Weights, type TinyGpt2Options } from "../support/tiny-gpt2/tiny-gpt2.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 as writeGpt2Onnx } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";

type HostedRepository = HubServerOptions["repositories"][number];
type HostedFile = HostedRepository["files"][number];

/** What the tiny BlenderBot answers. */
export const blenderbotScript = "I hear you.";

const text = (name: string, content = "{}"): HostedFile => ({ name, content: Buffer.from(content), isLarge: false });

/** DialoGPT's layout: config.json, vocab.json, merges.txt and one file of weights, beside what nobody needs. */
export function hostDialoGpt(id: string, file: TinyGpt2Options["file"], seed = 1): Promise<HostedRepository> {
  return hostFolder(id, (folder) => writeGpt2Weights(folder, { seed, file, elementType: "F16" }), [
    text("README.md", "# A model"),
    text("flax_model.msgpack"),
    text("generation_config.json"),
  ]);
}

/** The layout of Transformers.js; networks in 32 bits, and the same under the names of other precisions. */
export function hostBlenderbot(id: string): Promise<HostedRepository> {
  return hostOnnx(id, (folder) => writeTinyBlenderbot(folder, { answers: { script: blenderbotScript } }));
}

export function hostOnnxGpt2(id: string): Promise<HostedRepository> {
  return hostOnnx(id, (folder) => writeGpt2Onnx(folder, { answers: { script: "An ONNX reply." } }));
}

async function hostOnnx(id: string, write: (folder: string) => Promise<unknown>): Promise<HostedRepository> {
  const hosted = await hostFolder(id, write, [text("README.md"), text("quant_config.json")]);
  const smaller = hosted.files.filter(({ name }) => name.endsWith(".onnx"));
  const others = smaller.flatMap(({ name, content }) =>
    ["_quantized", "_q4"].map((ending) => ({ name: name.replace(".onnx", `${ending}.onnx`), content })),
  );
  return { ...hosted, files: [...hosted.files, ...others] };
}

/** Weights that nothing here runs. */
export function hostForeignWeights(id: string): HostedRepository {
  const config = text("config.json", JSON.stringify({ model_type: "llama", architectures: ["LlamaForCausalLM"] }));
  const weights = { name: "model.safetensors", content: new Uint8Array(64) };
  return { id, files: [config, text("tokenizer.json"), weights] };
}

async function hostFolder(
  id: string,
  write: (folder: string) => Promise<unknown>,
  others: readonly HostedFile[],
): Promise<HostedRepository> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-hosted-"));
  try {
    await write(folder);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry): Promise<HostedFile> => {
          const path = join(entry.parentPath, entry.name);
          const name = relative(folder, path).split(sep).join("/");
          return { name, content: await readFile(path), isLarge: !/\.(json|txt)$/.test(name) };
        }),
    );
    return { id, commit: "c".repeat(40), files: [...others, ...files] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
