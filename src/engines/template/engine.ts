import type { Engine } from "../../core/engine.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { templateCapabilities } from "./capabilities.ts";
import { loadTemplateModel } from "./model.ts";
import { writeApology } from "./write-apology.ts";

export interface TemplateEngineOptions {
  /**
   * The whole reply to a request. The same request must get the same reply, and nothing may be touched that can fail:
   * this is what is left when everything else has. Default: a short English apology (`writeApology`).
   */
  readonly write?: (request: GenerateRequest) => string;
}

/** Gives a written reply: the last link of a chain, which needs no model, disk, network or memory worth the name. */
export function createTemplateEngine(options: TemplateEngineOptions = {}): Engine {
  const write = options.write ?? writeApology;
  return {
    id: "template",
    capabilities: templateCapabilities,
    load: (source, loadOptions, signal) => loadTemplateModel(write, source, loadOptions, signal),
  };
}
