import { createSmallBox } from "../../../src/chat/small-box/index.ts";
import type { HttpServerOptions } from "../../../src/http/create-http-server.ts";
import { createScriptedServing, type Script } from "./scripted-serving.ts";
import { keptTalk, startServer, type StartedServer } from "./start-server.ts";

interface CompatServerOptions extends Pick<Partial<HttpServerOptions>, "apiKeys" | "smallBoxPrefix" | "pool"> {
  readonly script?: Script;
  readonly problem?: string;
}

/** A server whose features ask the scripted model `tiny`, which may have a problem with its file. */
export function startCompatServer({ script, problem, ...options }: CompatServerOptions = {}): Promise<StartedServer> {
  const serving = createScriptedServing(script);
  if (problem === undefined) return startServer({ serving, ...options });
  const smallBox = createSmallBox({
    serving,
    ...keptTalk(),
    provider: "local",
    modelPath: "models/tiny.gguf",
    model: () => "tiny",
    problem: () => problem,
  });
  return startServer({ serving, smallBox, ...options });
}
