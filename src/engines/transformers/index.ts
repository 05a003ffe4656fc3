export { transformersCapabilities } from "./capabilities.ts";
export { createTransformersEngine } from "./engine.ts";
