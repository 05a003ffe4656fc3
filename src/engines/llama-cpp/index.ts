export { llamaCppCapabilities } from "./capabilities.ts";
export { createLlamaCppEngine } from "./engine.ts";
