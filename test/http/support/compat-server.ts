import { createSmallBox } from "../../../src/chat/small-box/index.ts";
import { createTasteChat } from "../../../src/chat/taste/index.ts";
import type { HttpServerOptions } from "../../../src/http/create-http-server.ts";
import { createScriptedServing, type Script } from "./scripted-serving.ts";
import { startServer, type StartedServer } from "./start-server.ts";

interface CompatServerOptions extends Pick<Partial<HttpServerOptions>, "apiKeys" | "smallBoxPrefix" | "pool"> {
  readonly script?: Script;
  readonly problem?: string;
}

/** A server with the compat routes; both features ask the scripted model `tiny`. */
export function startCompatServer({ script, problem, ...options }: CompatServerOptions = {}): Promise<StartedServer> {
  const serving = createScriptedServing(script);
  const model = (): string => "tiny";
  return startServer({
    serving,
    tasteChat: createTasteChat({ serving, defaultModel: model }),
    smallBox: createSmallBox({
      serving,
      provider: "local",
      modelPath: "models/tiny.gguf",
      model,
      problem: () => problem,
    }),
    ...options,
  });
}
