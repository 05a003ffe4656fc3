export { templateCapabilities } from "./capabilities.ts";
export { createTemplateEngine, type TemplateEngineOptions } from "./engine.ts";
