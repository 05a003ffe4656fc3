import { startDirect } from "./direct-subject.ts";
import { startRepartee, startSameLlamaServer } from "./http-subject.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { report } from "./report.ts";
import { prepareShapeModel } from "./shape-model.ts";
import type { Subject } from "./stream-times.ts";

const slots = 4;
const contextSize = 2048;

/**
 * The engine called directly and the same through HTTP, paired and by turns in one run, on a model of true shape and
 * random weights.
 */
export async function runEngineSuite(options: BenchOptions): Promise<void> {
  const path = await prepareShapeModel(options.shape);
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
