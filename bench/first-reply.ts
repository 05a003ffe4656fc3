/**
 * `npm run bench:first-reply`: how long the first user of a persona waits for the first word after a start. By turns:
 * asked as soon as the model is loaded, which reads the whole prompt then; asked when the persona's prompt has been read
 * ahead; and when it has been restored from the disk. `--model FILE` takes a model of your own, `--shape` the true shape
 * of a Llama with random weights, `--rounds` how often.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "#repartee/app.js";
import { configFromOptions } from "#repartee/config/index.js";
import { silentLog } from "#repartee/core/log.js";
import { modelShapes, prepareShapeModel, type ShapeName } from "./shape-model.ts";

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    shape: { type: "string", default: "llama-3.2-3b" },
    rounds: { type: "string", default: "3" },
  },
});
if (!Object.hasOwn(modelShapes, values.shape)) {
  throw new Error(`--shape: expected one of ${Object.keys(modelShapes).join(", ")}, got ${values.shape}`);
}
const model = values.model ?? (await prepareShapeModel(values.shape as ShapeName));
const cases = ["asked at once", "read ahead", "restored"] as const;
/** A sad turn and a neutral one begin differently: both are read ahead. */
const promptsAhead = 2;

/** Milliseconds until the first word of the first reply. */
async function firstWordMs(kind: (typeof cases)[number], cacheDir: string): Promise<number> {
  let left = promptsAhead;
  let readAhead = (): void => {};
  const isReadAhead = new Promise<void>((resolve) => (readAhead = resolve));
  const log = {
    ...silentLog,
    debug(_facts: unknown, message: string) {
      if (message === "persona's prompt was read ahead" && (left -= 1) === 0) readAhead();
    },
  };
  const options = { model, cacheDir, databasePath: ":memory:", port: 0, preload: false, replyGate: false } as const;
  await using app = await createApp(configFromOptions(options), { log });
  const { url } = await app.listen();
  const name = app.defaultModel;
  if (name === undefined) throw new Error(`expected a model at ${model}, got none`);
  await app.pool.load(name, { signal: new AbortController().signal });
  if (kind !== "asked at once") await isReadAhead;
  const startedAt = performance.now();
  const body = { text: "I lost my job today and I feel so sad", stream: true, max_tokens: 4 };
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/api/respond`, { method: "POST", headers, body: JSON.stringify(body) });
  let text = "";
  let firstMs: number | undefined;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    if (text.includes("event: token")) firstMs ??= performance.now() - startedAt;
  }
  if (firstMs === undefined) throw new Error(`expected a reply, got ${text}`);
  return firstMs;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), "repartee-first-reply-"));
const results = new Map(cases.map((kind) => [kind, [] as number[]]));
try {
  const kept = join(folder, "kept");
  // Writes what is restored later, and brings the weights into the system's cache.
  await firstWordMs("read ahead", kept);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const kind of cases) {
      const cacheDir = kind === "restored" ? kept : join(folder, `${kind}-${round}`);
      results.get(kind)?.push(await firstWordMs(kind, cacheDir));
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
for (const [kind, times] of results) {
  const list = times.map((time) => `${Math.round(time)}`).join(", ");
  console.log(`${kind.padEnd(16)} ${String(Math.round(median(times))).padStart(7)} ms to the first word (${list})`);
}
