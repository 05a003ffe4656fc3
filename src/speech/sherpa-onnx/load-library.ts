import type sherpaOnnx from "sherpa-onnx-node";
import { existsSync } from "node:fs";
import { ReparteeError } from "../../core/errors.ts";
import { missingPackage } from "../missing-package.ts";

/** @throws ReparteeError `model_load_failed` when the package is not installed or not for this platform. */
export async function loadSherpaOnnx(): Promise<typeof sherpaOnnx> {
  try {
    return (await import("sherpa-onnx-node")).default;
  } catch (cause) {
    throw missingPackage("sherpa-onnx", "sherpa-onnx-node", cause);
  }
}

/** sherpa-onnx ends the process when a file is missing: so it is looked at before. @throws ReparteeError */
export function checkFiles(name: string, paths: readonly string[]): void {
  const missing = paths.find((path) => !existsSync(path));
  if (missing === undefined) return;
  throw new ReparteeError("model_file_missing", `Cannot load "${name}": file ${missing} is missing`, {
    hint: `Get it with: repartee pull ${name}`,
  });
}

/**
 * With two threads one Whisper utterance burns 1.6 s of CPU instead of 0.7: onnxruntime's threads spin while they wait.
 */
export const threads = 1;
