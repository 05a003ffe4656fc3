import type { Engine } from "../../core/engine.ts";
import { echoCapabilities } from "./capabilities.ts";
import { loadEchoModel } from "./model.ts";

/** Repeats the user's last message, or the plain prompt, word by word: for trying out an app without any model. */
export function createEchoEngine(): Engine {
  return { id: "echo", capabilities: echoCapabilities, load: loadEchoModel };
}
