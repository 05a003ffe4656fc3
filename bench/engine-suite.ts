import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { startDirect } from "./direct-subject.ts";
import { startRepartee, startSameLlamaServer } from "./http-subject.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { report } from "./report.ts";
import { writeShapeModel, type ShapeName } from "./shape-model.ts";
import type { Subject } from "./stream-times.ts";

const slots = 4;
const contextSize = 2048;

/**
 * The engine called directly and the same through HTTP, paired and by turns in one run, on a model of true shape and
 * random weights.
 */
export async function runEngineSuite(options: BenchOptions): Promise<void> {
  const path = await prepareModel(options.shape);
  const model = { path, threads: options.threads, slots, contextSize };
  const subjects: Subject[] = [];
  try {
    subjects.push(await startDirect(model), await startRepartee(model));
    if (options.llamaServer !== undefined) subjects.push(await startSameLlamaServer(options.llamaServer, model));
    await report(await measure(subjects, options), options);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

async function prepareModel(shape: ShapeName): Promise<string> {
  const folder = join(".cache", "models");
  const path = join(folder, `${shape}-random-Q4_K_M.gguf`);
  if (existsSync(path)) return path;
  process.stderr.write(`writing ${path} (once)\n`);
  await mkdir(folder, { recursive: true });
  await writeShapeModel(`${path}.part`, shape);
  await rename(`${path}.part`, path);
  return path;
}
