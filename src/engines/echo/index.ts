export { echoCapabilities } from "./capabilities.ts";
export { createEchoEngine } from "./engine.ts";
