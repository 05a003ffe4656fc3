import { installLine } from "../core/engine-packages.ts";
import { ReparteeError } from "../core/errors.ts";

/** The error of an engine whose optional package cannot be loaded, with the line that installs it. */
export function missingPackage(engine: string, packageName: string, cause: unknown): ReparteeError {
  const found = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new ReparteeError(
    "model_load_failed",
    `Cannot start ${engine}: package ${packageName} is missing (${found})`,
    { hint: `Install it: ${installLine("speech")}`, cause },
  );
}
