/** A Repartee on a free port, in this process, with tiny real models: some that say a known text, one at random. */
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

/** What the model `thoughtful` always answers. */
const thoughtfulPieces = ["<th", "ink>", "They", " greet", " me.", "</think>\n\nHello", " there."];
const thoughtful = thoughtfulPieces.join("");

/** What the model `caller` always answers: a call of `get_weather` for Paris, whatever it is offered. */
const callingPieces = [
  "<tool_call>",
  '{"name": "get_weather", ',
  '"arguments": ',
  '{"city":',
  ' "Paris"}',
  "}",
  "</tool_call>",
];
const calling = callingPieces.join("");

export interface ModelServer extends AsyncDisposable {
  readonly repartee: Repartee;
  /** With `/v1`. */
  readonly baseUrl: string;
}

export async function startModelServer(): Promise<ModelServer> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-clients-"));
  await writeScriptedLlama(join(folder, "scripted.gguf"), { script, pieces });
  await writeScriptedLlama(join(folder, "thoughtful.gguf"), { script: thoughtful, pieces: thoughtfulPieces });
  await writeScriptedLlama(join(folder, "caller.gguf"), { script: calling, pieces: callingPieces });
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 5 });
  const repartee = await createRepartee({
    models: [
      { name: "scripted", reference: join(folder, "scripted.gguf") },
      { name: "thoughtful", reference: join(folder, "thoughtful.gguf") },
      { name: "caller", reference: join(folder, "caller.gguf") },
      { name: "random", reference: join(folder, "random.gguf") },
    ],
    contextSize: 1024,
    gpuLayers: 0,
    preload: true,
  });
  const { url } = await repartee.listen({ port: 0 });
  await Promise.all(["scripted", "random", "thoughtful", "caller"].map((name) => repartee.models.load(name)));
  return {
    repartee,
    baseUrl: `${url}/v1`,
    async [Symbol.asyncDispose]() {
      await repartee[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
