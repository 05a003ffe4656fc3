/*
 * The estimate of a model's memory against what its runner really has, loaded by the pool as a server does: after the
 * load, after every slot answered once, and after each answered more often. `npm run measure:memory` measures all
 * shapes; `npm test` one that is written and loaded within seconds.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelShapes, writeShapeModel } from "../../bench/shape-model.ts";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { silentObserver } from "../../src/core/observer.ts";
import { llamaCppCapabilities } from "../../src/engines/llama-cpp/capabilities.ts";
import { createModelPool } from "../../src/models/pool/create-model-pool.ts";
import { estimateMemory } from "../../src/models/fit/estimate-memory.ts";
import { sumParts } from "../../src/models/fit/memory-estimate.ts";
import type { LoadPlan } from "../../src/models/fit/load-plan.ts";
import { inspectModelFile } from "../../src/models/formats/gguf/read/inspect-model-file.ts";
import { probeHardware } from "../../src/models/fit/hardware/probe-hardware.ts";
import type { Lease } from "../../src/models/pool/model-pool.ts";
import { createRunnerEngine } from "../../src/runners/index.ts";
import type { LlamaShape } from "../../src/testing/tiny-models/llama-shape.ts";

const MiB = 2 ** 20;
const worstError = 0.15;

interface MeasuredCase {
  readonly name: string;
  readonly shape: LlamaShape;
  readonly plans: readonly LoadPlan[];
}

function plan(contextSize: number, slots: number, batchSize = 512): LoadPlan {
  return { contextSize, slots, batchSize, gpuLayers: 0 };
}

const llama1b = modelShapes["llama-3.2-1b"];
const narrow: LlamaShape = {
  ...llama1b,
  layers: 6,
  embedding: 1024,
  heads: 16,
  keyValueHeads: 4,
  feedForward: 2816,
  vocabularySize: 32_000,
};

const light: readonly MeasuredCase[] = [{ name: "narrow, 32,000 tokens", shape: narrow, plans: [plan(4096, 4)] }];

/** Widths, heads and vocabularies of published models; all are written as Llamas whose output reads the embeddings. */
const heavy: readonly MeasuredCase[] = [
  { name: "Llama 3.2 1B", shape: llama1b, plans: [plan(4096, 1), plan(4096, 4), plan(16_384, 1)] },
  { name: "narrow, many slots", shape: narrow, plans: [plan(2048, 1), plan(1024, 16, 256)] },
  {
    name: "TinyLlama 1.1B",
    shape: { ...llama1b, layers: 22, keyValueHeads: 4, feedForward: 5632, vocabularySize: 32_000 },
    plans: [plan(2048, 4)],
  },
  {
    name: "Qwen2.5 1.5B",
    shape: {
      ...llama1b,
      layers: 28,
      embedding: 1536,
      heads: 12,
      keyValueHeads: 2,
      feedForward: 8960,
      vocabularySize: 151_936,
    },
    plans: [plan(4096, 4)],
  },
  {
    name: "SmolLM2 1.7B",
    shape: { ...llama1b, layers: 24, keyValueHeads: 32, vocabularySize: 49_152 },
    plans: [plan(2048, 2)],
  },
  {
    name: "Gemma 2 2B, but nine heads of 256",
    shape: {
      ...llama1b,
      layers: 26,
      embedding: 2304,
      heads: 9,
      keyValueHeads: 3,
      feedForward: 9216,
      vocabularySize: 256_000,
    },
    plans: [plan(4096, 1)],
  },
  { name: "Llama 3.2 3B", shape: modelShapes["llama-3.2-3b"], plans: [plan(4096, 4)] },
  {
    name: "Phi-3 mini",
    shape: { ...llama1b, layers: 32, embedding: 3072, heads: 32, keyValueHeads: 32, vocabularySize: 32_064 },
    plans: [plan(4096, 1)],
  },
];

const measuresAll = process.env["REPARTEE_MEASURE_MEMORY"] === "all";
const cases = measuresAll ? heavy : light;
/** Replies of each slot after the first, to see whether memory goes on growing. */
const laterReplies = measuresAll ? 8 : 1;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-memory-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function residentBytes({ model }: Lease): Promise<number> {
  const status = await readFile(`/proc/${model.info.processId}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** The first slot reads a whole batch, so that all that a step needs was in use; the others a few words. */
async function answerOnAll({ model }: Lease, slots: number, round: number): Promise<void> {
  async function answer(slot: number): Promise<void> {
    const words = slot === 0 && round === 0 ? 520 : 16;
    const text = `${slot} ${round}${" the of and to in a is that".repeat(words / 8)}`;
    const request = { id: `${round}-${slot}`, input: { kind: "text", text }, maxTokens: 8 } as const;
    for await (const event of model.generate(request, new AbortController().signal)) {
      if (event.type === "error") throw event.error;
    }
  }
  await Promise.all(Array.from({ length: slots }, (_, slot) => answer(slot)));
}

interface Measured {
  readonly loaded: number;
  readonly answered: number;
  readonly later: number;
}

async function measure(location: string, { contextSize, slots, batchSize }: LoadPlan): Promise<Measured> {
  const engine = createRunnerEngine({
    engineId: "llama-cpp",
    capabilities: llamaCppCapabilities,
    log: silentLog,
    // Two cores that others use as well: a step of the larger shapes may block for long.
    blockedLimitMs: null,
  });
  await using pool = createModelPool({
    entries: [
      {
        name: "measured",
        engine,
        source: { name: "measured", location },
        options: { contextSize, slots, batchSize, gpuLayers: 0 },
        createdSeconds: 0,
      },
    ],
    observer: silentObserver,
    log: silentLog,
    clock: systemClock,
  });
  const lease = await pool.lease("measured", { signal: new AbortController().signal });
  const loaded = await residentBytes(lease);
  await answerOnAll(lease, slots, 0);
  const answered = await residentBytes(lease);
  for (let round = 1; round <= laterReplies; round++) await answerOnAll(lease, slots, round);
  const later = await residentBytes(lease);
  lease.release();
  return { loaded, answered, later };
}

/* Other systems count mapped pages in their own ways. */
describe.skipIf(process.platform !== "linux")("estimateMemory", () => {
  test.each(cases)(
    "is within 15 % of what a runner has once it has answered: $name",
    { timeout: 900_000 },
    async ({ name, shape, plans }) => {
      const path = join(folder, "shape.gguf");
      await writeShapeModel(path, shape);
      const summary = await inspectModelFile(path);
      const { cpu } = await probeHardware({ probeGpu: async () => ({ kind: "none", reason: "not asked for" }) });
      for (const planned of plans) {
        const estimate = sumParts(estimateMemory(summary, planned, cpu).ram);
        const { loaded, answered, later } = await measure(path, planned);
        const off = (measured: number): string => `${(100 * (estimate / measured - 1)).toFixed(1)} %`;
        const mib = (bytes: number): number => Math.round(bytes / MiB);
        const { contextSize, slots } = planned;
        console.info(
          `| ${name} | ${mib(summary.sizeBytes)} | ${contextSize} × ${slots} | ${mib(estimate)} | ${mib(loaded)} | ` +
            `${mib(answered)} | ${off(answered)} | ${mib(later)} | ${off(later)} |`,
        );
        // With many slots the allocator goes on growing for some replies: what it comes to is what is estimated.
        expect
          .soft(Math.abs(estimate / later - 1), `${name} ${contextSize} × ${slots}`)
          .toBeLessThanOrEqual(worstError);
      }
      await rm(path);
    },
  );
});
