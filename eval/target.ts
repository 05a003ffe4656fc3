import { createRepartee } from "#repartee/index.js";
import type { AskLine } from "./answer.ts";
import { chatAsker, firstModelOf } from "./ask-chat.ts";
import { personaAsker } from "./ask-persona.ts";
import type { EvalOptions, Route } from "./options.ts";

type TargetOptions = Pick<EvalOptions, "model" | "url" | "route" | "greedy" | "keyVariable">;

/** The server that is measured. */
export interface Target {
  readonly url: string;
  /** What the table's heading says. */
  readonly name: string;
  readonly route: Route;
  /** Whether it is a Repartee server, which recommends as well. */
  readonly isRepartee: boolean;
  readonly askLine: AskLine;
  stop(): Promise<void>;
}

interface Server {
  readonly url: string;
  readonly model: string | undefined;
  readonly isRepartee: boolean;
  stop(): Promise<void>;
}

/**
 * A server of our own with the requested model and nothing that is kept, or the one that runs at `url`.
 * @throws Error where the server has no such route, or the options do not go together
 */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { model, url } = options;
  const apiKey = options.keyVariable === undefined ? undefined : readKey(options.keyVariable);
  const server = url === undefined ? await startServer(model) : await findServer(url, model);
  const { isRepartee, stop } = server;
  try {
    const route = options.route ?? (isRepartee ? "persona" : "chat");
    if (route === "persona" && !isRepartee) throw new Error(`${server.url} has no POST /api/respond; use --route chat`);
    if (route === "persona" && options.greedy)
      throw new Error("--greedy needs --route chat: a persona has its own sampling");
    const name = model ?? url ?? "no model";
    if (route === "persona")
      return { url: server.url, name, route, isRepartee, askLine: personaAsker(server.url), stop };
    const chatModel = server.model ?? (await firstModelOf(server.url, apiKey));
    const askLine = chatAsker({ url: server.url, model: chatModel, greedy: options.greedy, apiKey });
    return { url: server.url, name: model ?? `${chatModel} at ${server.url}`, route, isRepartee, askLine, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function startServer(model: string | undefined): Promise<Server> {
  const repartee = await createRepartee(model === undefined ? {} : { model });
  const stop = async (): Promise<void> => await repartee[Symbol.asyncDispose]();
  try {
    const name = model === undefined ? undefined : (repartee.models.list().at(0)?.name ?? model);
    if (name !== undefined) await repartee.models.load(name);
    const { url } = await repartee.listen({ port: 0 });
    return { url, model: name, isRepartee: true, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Only Repartee has personas. */
async function findServer(url: string, model: string | undefined): Promise<Server> {
  const response = await fetch(`${url}/api/personas`);
  await response.body?.cancel();
  return { url, model, isRepartee: response.ok, stop: async () => {} };
}

function readKey(variable: string): string {
  const key = process.env[variable];
  if (key === undefined || key === "") throw new Error(`--key-variable: expected ${variable} to be set`);
  return key;
}
