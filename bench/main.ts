/**
 * `npm run bench`: the engine called directly and the same through HTTP, paired and by turns in one run, on a model
 * of true shape and random weights.
 */
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { startDirect } from "./direct-subject.ts";
import { startLlamaServer, startRepartee } from "./http-subject.ts";
import { measure } from "./measure.ts";
import { readOptions } from "./options.ts";
import { report } from "./report.ts";
import { writeShapeModel } from "./shape-model.ts";
import type { ShapeName } from "./shape-model.ts";
import type { Subject } from "./stream-times.ts";

const slots = 4;
const contextSize = 2048;

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

const options = readOptions();
const path = await prepareModel(options.shape);
const model = { path, threads: options.threads, slots, contextSize };
const llamaServer = process.env["LLAMA_SERVER"];
const subjects: Subject[] = [];
try {
  subjects.push(await startDirect(model), await startRepartee(model));
  if (llamaServer !== undefined) subjects.push(await startLlamaServer(llamaServer, model));
  await report(await measure(subjects, options), options);
} finally {
  for (const subject of subjects) await subject.stop();
}
