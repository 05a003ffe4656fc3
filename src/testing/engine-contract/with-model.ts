import type { Engine, LoadedModel, LoadOptions } from "../../core/engine.ts";
import { within } from "./bounded-wait.ts";
import { ContractViolation, type EngineContractSubject } from "./check.ts";

/** Loads the subject's model, uses it, and unloads it whatever happens. */
export async function withModel(
  subject: EngineContractSubject,
  use: (model: LoadedModel, engine: Engine) => Promise<void>,
  options: LoadOptions = {},
): Promise<void> {
  const engine = await within(subject, "createEngine", Promise.resolve(subject.createEngine()));
  const model = await loadModel(subject, engine, options);
  try {
    await use(model, engine);
  } catch (violation) {
    // The first violation is the one to report; what the unload of such an engine does is of no more interest.
    await unloadModel(subject, model).catch(() => {});
    throw violation;
  }
  await unloadModel(subject, model);
}

/** @throws ContractViolation when it throws or takes too long. */
export async function unloadModel(subject: EngineContractSubject, model: LoadedModel): Promise<void> {
  try {
    await within(subject, "unload", model.unload());
  } catch (cause) {
    if (cause instanceof ContractViolation) throw cause;
    throw new ContractViolation(`unload throws: ${String(cause)}`, { cause });
  }
}

/** A load that is never waited for longer than the subject allows. */
export function loadModel(
  subject: EngineContractSubject,
  engine: Engine,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const loading = engine.load(subject.source, { ...subject.options, ...options }, new AbortController().signal);
  return within(subject, "load", loading);
}
