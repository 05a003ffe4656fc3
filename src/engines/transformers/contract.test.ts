import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { writeTinyBlenderbot } from "../../testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../testing/tiny-onnx/write-tiny-gpt2.ts";
import { createTransformersEngine } from "./index.ts";
import { modelCapabilities } from "./model-capabilities.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-transformers-contract-"));
  await writeTinyGpt2(join(folder, "gpt2"), { answers: { seed: 3 } });
  await writeTinyBlenderbot(join(folder, "blenderbot"), { answers: { seed: 3 } });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.each([
  { name: "gpt2", capabilities: modelCapabilities("causal", true), skips: {} as Record<string, string> },
  {
    name: "blenderbot",
    capabilities: modelCapabilities("encoder-decoder", false),
    skips: {
      "logitBias of 100 forces a token":
        "A reply's leading space is left out, so that four times the same token are not four times the same text.",
    },
  },
])("transformers engine with a $name, by the engine contract", ({ name, capabilities, skips }) => {
  const checks = engineContract({
    capabilities,
    skips,
    longInput: { kind: "chat", messages: [{ role: "user", content: "Tell me a long story." }] },
    otherInput: { kind: "chat", messages: [{ role: "user", content: "What is the weather like?" }] },
    createEngine: () => createTransformersEngine({ log: silentLog }),
    get source() {
      return { name: `tiny/${name}`, location: join(folder, name) };
    },
  });
  for (const check of checks) {
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});
