import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import type { App, ListeningAddress } from "../app.ts";
import { startLlamaCppAhead } from "../assembly/llama-cpp-runner.ts";
import { inheritedEnvironment, packageVersion, smollmModel } from "../config/index.ts";
import { parseModelReference } from "../core/model-reference.ts";
import { createLog } from "../telemetry/index.ts";
import { watchStartingNpm } from "./parent-end.ts";
import { createServiceManager } from "./service-manager.ts";
import { createStopSignals } from "./stop-signals.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

export function serveCommand(): Command {
  const command = new Command("serve")
    .description("Serve models over HTTP: OpenAI's API, model management, health and metrics.")
    .addHelpText(
      "after",
      `
Every flag can also be set in the environment (the name in brackets), in .env and in repartee.config.yaml.

Examples:
  repartee serve --model ./model.gguf
  repartee serve --model ./model.gguf --port 9000 --context-size 8192 --slots 2
  REPARTEE_API_KEY=$(openssl rand -hex 24) repartee serve --host 0.0.0.0 --model ./model.gguf
  repartee serve --model echo               try it without a model file`,
    )
    .action(serve);
  return addSettingOptions(command);
}

/** Serves until the first signal to stop; then drains. A second signal ends the process at once. */
async function serve(options: SettingOptions): Promise<void> {
  const { config, warnings } = loadConfigForCommand(options);
  const signals = createStopSignals();
  const log = createLog({ level: config.logLevel, format: config.logFormat });
  using ahead = startLlamaCppAhead(config, log);
  const { createApp } = await import("../app.ts");
  await using app = await createApp(config, { log, llamaCpp: ahead.llamaCpp });
  for (const warning of warnings) app.log.warn({}, warning);
  // A port that is in use is reported first: no model is loaded before the port is open.
  const address = await app.listen();
  app.preload();
  process.stdout.write(greeting(app, address));
  const manager = createServiceManager({ env: inheritedEnvironment(), log: app.log, isAlive: () => isAlive(app) });
  manager.ready();

  const startingNpm = watchStartingNpm(inheritedEnvironment());
  const signal = await Promise.race([signals.first, startingNpm.ended.then(() => "end of npm" as const)]);
  manager.stopping();
  if (signal !== "SIGINT" && config.shutdownDelayMs > 0) await retire(app, config.shutdownDelayMs);
  app.log.info({ signal, drainTimeoutMs: config.drainTimeoutMs, ...app.serving.state() }, "stopping");
  await app.drain();
}

/** As `/ready` sees it: a runner that has answered nobody for so long will not answer soon. */
const blockedFromMs = 5_000;

/** Not when every model that is loaded is blocked: then nobody is answered any more, though this process lives. */
function isAlive({ pool }: App): boolean {
  const loaded = pool.running().filter(({ state }) => state === "ready");
  return loaded.length === 0 || loaded.some(({ vitals }) => (vitals?.blockedMs ?? 0) < blockedFromMs);
}

/**
 * Somebody who presses Ctrl-C waits for no load balancer. Behind the delay the port is closed before the first request is
 * refused: a proxy takes a refused connection to the next server, and an answer for an answer.
 */
async function retire(app: App, shutdownDelayMs: number): Promise<void> {
  app.serving.retire();
  app.log.info({ shutdownDelayMs }, "about to stop; not ready any more");
  await setTimeout(shutdownDelayMs);
  app.closePorts();
}

function greeting(app: App, { url }: ListeningAddress): string {
  const rows: readonly (readonly [string, string])[] = [
    ...(app.config.webPage ? [["page", `${url}/`] as const] : []),
    ["API", `${url}/v1`],
    ...modelRows(app),
    ["try it", curl(app, url)],
    ["stop", "Ctrl-C; running replies may finish first"],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(8)}${value}\n`);
  return `Repartee ${packageVersion()} is listening on ${url}\n${lines.join("")}`;
}

function modelRows(app: App): readonly (readonly [string, string])[] {
  const models = app.pool.list();
  if (models.length === 0 && app.config.autoDownload && !app.config.offline) {
    return [
      ["model", "none is configured: the best one for this machine answers once it is here, a small one (98 MB) until"],
      ["", "then; what is missing is downloaded now, the log names both. Before that, a written reply answers"],
    ];
  }
  if (models.length === 0) {
    return [
      ["model", "none yet; add one with: repartee serve --model ./model.gguf"],
      ["", "(--model echo needs no file)"],
    ];
  }
  return models.map(({ name, engine, state, failure, sizeBytes }, index) => {
    const path = engine === "llama-cpp" && sizeBytes === undefined ? givenPath(app, name) : undefined;
    if (path !== undefined) return [index === 0 ? "model" : "", `${name} (there is no such file: ${path})`];
    const states = {
      unloaded: "loads at its first request",
      loading: "loading in the background",
      ready: "ready",
      unloading: "unloading",
      failed: failure?.message ?? "failed to load",
    };
    return [index === 0 ? "model" : "", `${name} (${states[state]})`];
  });
}

/** The path that is configured for the model; undefined for a name whose file may be downloaded later. */
function givenPath({ config }: App, name: string): string | undefined {
  const models = [...config.models, smollmModel(config)];
  const reference = models.find((model) => model?.name === name)?.reference ?? config.model ?? "";
  const parsed = parseModelReference(reference);
  return parsed.kind === "gguf-file" ? resolve(parsed.path) : undefined;
}

/** A request that gives a reply now: while there is no model, a written one. */
function curl({ config, defaultModel }: App, url: string): string {
  const messages = [{ role: "user", content: "Hello!" }];
  const isWritten = defaultModel === undefined && config.openaiFallback === "none";
  const body = JSON.stringify({
    ...(defaultModel === undefined ? {} : { model: defaultModel }),
    messages,
    ...(isWritten ? { repartee: { fallback: "template" } } : {}),
  });
  const key = config.apiKeys.length === 0 ? "" : ` -H "Authorization: Bearer $REPARTEE_API_KEY"`;
  return `curl ${url}/v1/chat/completions -H "Content-Type: application/json"${key} -d '${body.replaceAll("'", String.raw`'\''`)}'`;
}
