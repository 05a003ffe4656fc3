import { ReparteeError } from "../../core/errors.ts";

/**
 * The error of an evaluation that the native library gave up. Its message keeps the library's words without their
 * numbers, which may be token ids of somebody's conversation; the original is not kept, as logs print causes.
 */
export function evaluationError(thrown: unknown): ReparteeError {
  if (thrown instanceof ReparteeError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  const detail = words.replace(/-?\d+/g, "#").slice(0, 300);
  return new ReparteeError("generation_failed", `The model's graph could not be evaluated: ${detail}`, {
    hint: "The files in onnx/ may be damaged or not fit to config.json; download the repository again.",
  });
}
