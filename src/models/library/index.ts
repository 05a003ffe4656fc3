/** From what users call a model to its file: looked up, brought here, described and removed. */
export { createModelLibrary } from "./create-model-library.ts";
export { createHardwareProbe, type HardwareProbe } from "./hardware-probe.ts";
export type { LibraryModel, ModelLibrary } from "./model-library.ts";
export { prepareModel, type PreparedModel } from "./prepare-model.ts";
export { resolveModelFile, runnableReference } from "./resolve-model-file.ts";
