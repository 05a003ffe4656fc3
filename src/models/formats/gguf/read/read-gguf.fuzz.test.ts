import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ReparteeError } from "../../../../core/errors.ts";
import { ggufFields, smallModelDataBytes } from "../../../../../test/support/hostile-gguf/gguf-bytes.ts";
import type { GgufField } from "../../../../../test/support/hostile-gguf/gguf-bytes.ts";
import { mutations } from "../../../../../test/support/hostile-gguf/mutate.ts";
import { createWatchedSource } from "../../../../../test/support/hostile-gguf/watched-source.ts";
import { writeRandomLlama } from "../../../../testing/tiny-models/random-llama.ts";
import { createSeededRandom } from "../../../../testing/tiny-models/seeded-random.ts";
import { readGguf } from "./read-gguf.ts";
import type { GgufHeader } from "./read-gguf.ts";
import { readSplitPlace } from "./split-parts.ts";
import { summarizeGguf } from "./summarize-gguf.ts";

/** `npm run fuzz:gguf` sets both; a failure names the seed to set. */
const headers = Number(process.env["REPARTEE_FUZZ_HEADERS"] ?? 10_000);
const seed = Number(process.env["REPARTEE_FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const windowBytes = 256 * 1024;
/** One header in so many is the real one, whose size makes it slower. */
const realEvery = 20;

interface Subject {
  readonly fields: readonly GgufField[];
  readonly dataBytes: number;
}

/** A real file's header, cut into pieces of 8 bytes for want of knowing its fields. */
async function realHeader(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-fuzz-"));
  try {
    const path = join(folder, "real.gguf");
    await writeRandomLlama(path, { seed: 1, layers: 1 });
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, 512 * 1024));
      await file.read(bytes, 0, bytes.length, 0);
      const { dataStart } = await readGguf(createWatchedSource(bytes, size));
      const fields = Array.from({ length: Math.ceil(dataStart / 8) }, (_, index) => ({
        name: `byte ${index * 8}`,
        bytes: bytes.subarray(index * 8, Math.min(dataStart, index * 8 + 8)),
      }));
      return { fields, dataBytes: size - dataStart };
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function assertSafe({ tensors, dataStart, sizeBytes }: GgufHeader): void {
  let end = 0;
  for (const { offset, byteLength } of tensors.toSorted((one, other) => one.offset - other.offset)) {
    expect(offset).toBeGreaterThanOrEqual(end);
    end = offset + byteLength;
  }
  if (tensors.length > 0) expect(dataStart + end).toBeLessThanOrEqual(sizeBytes);
}

test(
  `${headers} damaged headers are each read or refused, within the file's own size of work (seed ${seed})`,
  { timeout: 60_000 + headers * 20 },
  async () => {
    const random = createSeededRandom(seed);
    const small = { fields: ggufFields(), dataBytes: smallModelDataBytes + 64 };
    const real = await realHeader();
    const refused = new Map<string, number>();
    let accepted = 0;
    let slowestMs = 0;
    for (let index = 0; index < headers; index++) {
      const { fields, dataBytes } = index % realEvery === 0 ? real : small;
      const mutation = mutations[Math.floor(random.uniform() * mutations.length)];
      if (mutation === undefined) continue;
      const bytes = mutation.apply(fields, random);
      const source = createWatchedSource(bytes, bytes.length + (mutation.name === "truncation" ? 0 : dataBytes));
      const startMs = performance.now();
      try {
        const header = await readGguf(source);
        assertSafe(header);
        readSplitPlace(header, source.name);
        summarizeGguf(header, source.name);
        accepted += 1;
      } catch (thrown) {
        if (!(thrown instanceof ReparteeError))
          throw new Error(`${mutation.name} in header ${index}`, { cause: thrown });
        expect(thrown.code).toBe("model_file_invalid");
        const check = String(thrown.facts["check"]);
        refused.set(check, (refused.get(check) ?? 0) + 1);
      }
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      expect(source.largestRead).toBeLessThanOrEqual(windowBytes);
      /* Each byte once, and a window again for each jump: no file makes the reader go in circles. */
      expect(source.readBytes).toBeLessThanOrEqual(2 * source.sizeBytes + windowBytes);
    }
    const checks = [...refused]
      .toSorted(([, one], [, other]) => other - one)
      .map(([check, count]) => `${check} ${count}`);
    console.info(
      `seed ${seed}: ${accepted} accepted, slowest ${slowestMs.toFixed(1)} ms, refused: ${checks.join(", ")}`,
    );
    /* Both kinds must occur, or the damage is not where the reader looks. */
    expect(accepted).toBeGreaterThan(0);
    expect(refused.size).toBeGreaterThan(10);
  },
);
