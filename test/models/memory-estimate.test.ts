/*
 * The estimate of a model's memory against what a process with that model in it really has. `npm run measure:memory`
 * measures all shapes; `npm test` the two that are written and loaded within seconds.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelShapes, writeShapeModel } from "../../bench/shape-model.ts";
import { estimateMemory, sumParts } from "../../src/models/fit/index.ts";
import type { LoadPlan } from "../../src/models/fit/index.ts";
import { inspectModelFile } from "../../src/models/gguf/index.ts";
import { probeHardware } from "../../src/models/hardware/index.ts";
import type { LlamaShape } from "../../src/testing/tiny-models/llama-shape.ts";

const MiB = 2 ** 20;
const worstError = 0.15;

interface MeasuredCase {
  readonly name: string;
  readonly shape: LlamaShape;
  readonly plans: readonly LoadPlan[];
}

function plan(contextSize: number, slots: number, batchSize: number): LoadPlan {
  return { contextSize, slots, batchSize, gpuLayers: 0 };
}

const large = modelShapes["llama-3.2-1b"];
const narrow: LlamaShape = {
  ...large,
  layers: 6,
  embedding: 1024,
  heads: 16,
  keyValueHeads: 4,
  feedForward: 2816,
  vocabularySize: 32_000,
};

const light: readonly MeasuredCase[] = [
  {
    name: "small vocabulary, four heads a key",
    shape: narrow,
    plans: [plan(4096, 4, 512)],
  },
  {
    name: "tiny vocabulary, a key for every head",
    shape: { ...large, layers: 4, keyValueHeads: 32, feedForward: 5632, vocabularySize: 8192 },
    plans: [plan(2048, 2, 512)],
  },
];

const heavy: readonly MeasuredCase[] = [
  {
    name: "small vocabulary, few and many slots",
    shape: narrow,
    plans: [plan(2048, 1, 512), plan(1024, 16, 256)],
  },
  {
    name: "Llama 3.2 1B",
    shape: large,
    plans: [plan(4096, 1, 512), plan(4096, 4, 512), plan(16_384, 1, 512), plan(2048, 8, 256)],
  },
  { name: "Llama 3.2 3B", shape: modelShapes["llama-3.2-3b"], plans: [plan(4096, 1, 512), plan(4096, 4, 512)] },
  {
    name: "Llama 3.2 3B cut to 8 layers",
    shape: { ...modelShapes["llama-3.2-3b"], layers: 8 },
    plans: [plan(8192, 2, 512)],
  },
];

const cases = process.env["REPARTEE_MEASURE_MEMORY"] === "all" ? [...light, ...heavy] : light;
/** A prompt of about so many tokens on each slot: a batch, so that all that a step needs was in use. */
const promptTokens = 512;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-memory-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function residentBytes(location: string, { contextSize, slots, batchSize }: LoadPlan): Promise<number> {
  const main = fileURLToPath(new URL("./load-and-answer.mjs", import.meta.url));
  const order = JSON.stringify({ location, contextSize, slots, batchSize, promptTokens });
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [main, order], { timeout: 600_000 }, (error, stdout, stderr) => {
      const bytes = Number.parseInt(stdout, 10);
      if (bytes > 0) resolve(bytes);
      else reject(new Error(`No memory was told: ${stderr.slice(-500)}`, { cause: error }));
    });
  });
}

/* Other systems count mapped pages in their own ways. */
describe.skipIf(process.platform !== "linux")("estimateMemory", () => {
  test.each(cases)(
    "is within 15 % of what a process has: $name",
    { timeout: 1_200_000 },
    async ({ name, shape, plans }) => {
      const path = join(folder, "shape.gguf");
      await writeShapeModel(path, shape);
      const summary = await inspectModelFile(path);
      const { cpu } = await probeHardware({ probeGpu: async () => ({ kind: "none", reason: "not asked for" }) });
      for (const planned of plans) {
        const estimate = sumParts(estimateMemory(summary, planned, cpu).ram);
        const measured = await residentBytes(path, planned);
        const off = estimate / measured - 1;
        const { contextSize, slots, batchSize } = planned;
        console.info(
          `${name}, ${contextSize} × ${slots}, batch ${batchSize}: estimated ${Math.round(estimate / MiB)} MiB, ` +
            `measured ${Math.round(measured / MiB)} MiB, ${(100 * off).toFixed(1)} %`,
        );
        expect(Math.abs(off)).toBeLessThanOrEqual(worstError);
      }
      await rm(path);
    },
  );
});
