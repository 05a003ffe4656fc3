import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { createLlamaCppEngine, llamaCppCapabilities } from "./index.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-contract-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 3 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("llama-cpp engine, by the engine contract", () => {
  const checks = engineContract({
    capabilities: llamaCppCapabilities,
    longInput: { kind: "chat", messages: [{ role: "user", content: "Tell me a long story." }] },
    otherInput: { kind: "chat", messages: [{ role: "user", content: "What is the weather like?" }] },
    createEngine: () => createLlamaCppEngine({ log: silentLog }),
    get source() {
      return { name: "random", location: join(folder, "random.gguf") };
    },
    options: { contextSize: 1024, slots: 4, gpuLayers: 0 },
  });
  for (const check of checks)
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
});
