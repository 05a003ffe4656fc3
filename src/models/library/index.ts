/** From what users call a model to its file: looked up, brought here, described and removed. */
export { createModelLibrary } from "./create-model-library.ts";
export { findModelFile } from "./fetch-model-file.ts";
export { createHardwareProbe, withMemoryLimit, type HardwareProbe } from "./hardware-probe.ts";
export { fitOfSize, roughBytes } from "./library-model.ts";
export type { LibraryModel, ModelLibrary } from "./model-library.ts";
export { networkBytes } from "./network-bytes.ts";
export { prepareModel, type PreparedModel } from "./prepare-model.ts";
export { resolveModelFile, runnableReference, type ResolveModelFileOptions } from "./resolve-model-file.ts";
