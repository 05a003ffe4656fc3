import { onTestFinished } from "vitest";
import { createSmollmChat, type SmollmChatOptions } from "../../../src/chat/smollm/index.ts";
import { createTasteChat } from "../../../src/chat/taste/index.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import type { LogFields } from "../../../src/core/log.ts";
import { createHttpServer } from "../../../src/http/create-http-server.ts";
import type { HttpServer, HttpServerOptions } from "../../../src/http/create-http-server.ts";
import { createMemoryStores as createConversationMemory } from "../../support/memory-stores.ts";
import { createMemoryStores } from "./memory-stores.ts";
import { createScriptedLibrary } from "./scripted-library.ts";
import { createScriptedPool } from "./scripted-pool.ts";
import { createScriptedServing } from "./scripted-serving.ts";
import type { ScriptedServing } from "./scripted-serving.ts";

/** Where the small box keeps its conversations: each server's own memory, apart from its `stores`. */
export function keptTalk(): Pick<SmollmChatOptions, "conversations" | "historyMessages" | "log" | "clock"> {
  const { conversations } = createConversationMemory();
  return { conversations, historyMessages: 10, log: silentLog, clock: systemClock };
}

export interface StartedServer {
  readonly server: HttpServer;
  readonly serving: ScriptedServing;
  readonly url: string;
  readonly port: number;
  /** Fields and messages that were logged. */
  readonly logged: readonly (LogFields & { readonly message: string })[];
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** A real server on a free port, closed when the test ends. */
export async function startServer(
  options: Partial<Omit<HttpServerOptions, "serving">> & { readonly serving?: ScriptedServing } = {},
): Promise<StartedServer> {
  const logged: (LogFields & { message: string })[] = [];
  const record = (fields: LogFields, message: string): void => void logged.push({ ...fields, message });
  const serving = options.serving ?? createScriptedServing();
  const model = (): string => "tiny";
  const server = await createHttpServer({
    pool: createScriptedPool(),
    library: createScriptedLibrary(),
    stores: options.stores ?? (await createMemoryStores()),
    metrics: { render: async () => ({ contentType: "text/plain; version=0.0.4", body: "up 1\n" }) },
    log: { ...silentLog, info: record, error: record },
    version: "1.2.3",
    defaultModel: model,
    apiKeys: [],
    corsOrigins: [],
    allowedHosts: [],
    tasteChat: createTasteChat({ serving, defaultModel: model }),
    smollm: createSmollmChat({
      serving,
      ...keptTalk(),
      provider: "local",
      modelPath: "models/tiny.gguf",
      model,
      problem: () => undefined,
    }),
    ...options,
    serving,
  });
  const { url, port } = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  return {
    server,
    serving,
    url,
    port,
    logged,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
  };
}
