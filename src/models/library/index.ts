/** From what users call a model to its file: looked up, brought here, described and removed. */
export { createModelLibrary, type ModelLibraryOptions } from "./create-model-library.ts";
export { fetchModelFile, findModelFile, type FetchModelFileOptions } from "./fetch-model-file.ts";
export { createHardwareProbe, type HardwareProbe } from "./hardware-probe.ts";
export type { HubModelFile, LocalModelFile, ModelFile } from "./model-file.ts";
export type { LibraryModel, ModelLibrary, PullOptions } from "./model-library.ts";
export { resolveModelFile, runnableReference, type ResolveModelFileOptions } from "./resolve-model-file.ts";
