import { createSmollmChat } from "../../../src/chat/smollm/index.ts";
import type { HttpServerOptions } from "../../../src/http/create-http-server.ts";
import { createScriptedServing, type Script } from "./scripted-serving.ts";
import { keptTalk, startServer, type StartedServer } from "./start-server.ts";

interface CompatServerOptions extends Pick<Partial<HttpServerOptions>, "apiKeys" | "smollmPrefix" | "pool"> {
  readonly script?: Script;
  readonly problem?: string;
  /** Whether the small box has a model. Default true. */
  readonly hasModel?: boolean;
}

/** A server whose features ask the scripted model `tiny`, which may have a problem with its file. */
export function startCompatServer({
  script,
  problem,
  hasModel = true,
  ...options
}: CompatServerOptions = {}): Promise<StartedServer> {
  const serving = createScriptedServing(script);
  if (problem === undefined && hasModel) return startServer({ serving, ...options });
  const smollm = createSmollmChat({
    serving,
    ...keptTalk(),
    provider: "local",
    modelPath: "models/tiny.gguf",
    model: () => (hasModel ? "tiny" : undefined),
    problem: () => problem,
  });
  return startServer({ serving, smollm, ...options });
}
