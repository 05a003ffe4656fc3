/** A Repartee on a free port, in this process, with two tiny real models: one that says a known text, one at random. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { writeRandomLlama, writeScriptedLlama } from "repartee/testing";

/** What the model `scripted` always answers, to the last byte. */
export const script = "Hello there, how can I help you today? A café in Kyōto, perhaps 😀.";

const emoji = [...new TextEncoder().encode("😀")].map((byte) => [byte]);
const pieces = [
  "Hello",
  " there,",
  " how can",
  " I",
  " help",
  " you",
  " today? A caf",
  [0xc3],
  [0xa9],
  " in Ky",
  "ōto, perhaps ",
  ...emoji,
  ".",
];

/** Tokens of `script`, the one that ends the turn included. */
export const scriptTokens: number = pieces.length + 1;

export interface ModelServer extends AsyncDisposable {
  readonly repartee: Repartee;
  /** With `/v1`. */
  readonly baseUrl: string;
}

export async function startModelServer(): Promise<ModelServer> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-clients-"));
  await writeScriptedLlama(join(folder, "scripted.gguf"), { script, pieces });
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 5 });
  const repartee = await createRepartee({
    models: [
      { name: "scripted", reference: join(folder, "scripted.gguf") },
      { name: "random", reference: join(folder, "random.gguf") },
    ],
    contextSize: 1024,
    gpuLayers: 0,
    preload: true,
  });
  const { url } = await repartee.listen({ port: 0 });
  await Promise.all(["scripted", "random"].map((name) => repartee.models.load(name)));
  return {
    repartee,
    baseUrl: `${url}/v1`,
    async [Symbol.asyncDispose]() {
      await repartee[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
