/**
 * The composition root: a checked configuration in, a running app out. The one file that names concrete parts; all
 * others get what they need by argument.
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  configFromOptions,
  packageVersion,
  type Config,
  type KeepAliveSeconds,
  type ModelConfig,
  type UpstreamConfig,
} from "./config/index.ts";
import { systemClock, type Clock } from "./core/clock.ts";
import type { Engine, LoadOptions } from "./core/engine.ts";
import { ReparteeError } from "./core/errors.ts";
import type { Log } from "./core/log.ts";
import { parseModelReference, type ModelReference } from "./core/model-reference.ts";
import { createEchoEngine } from "./engines/echo/index.ts";
import { llamaCppCapabilities } from "./engines/llama-cpp/capabilities.ts";
import { createOllamaEngine, type OllamaEngineOptions } from "./engines/ollama/index.ts";
import { createOpenaiCompatibleEngine, type OpenaiUpstreamOptions } from "./engines/openai-compatible/index.ts";
import { createTemplateEngine } from "./engines/template/index.ts";
import type { HttpServer } from "./http/create-http-server.ts";
import { createModelPool } from "./models/create-model-pool.ts";
import type { ModelEntry } from "./models/model-entry.ts";
import type { ModelPool } from "./models/model-pool.ts";
import { createRunnerEngine } from "./runners/index.ts";
import { createServing } from "./serving/create-serving.ts";
import type { Serving } from "./serving/serving.ts";
import { combineObservers, createLog, createMetrics, createReplyLog, type Metrics } from "./telemetry/index.ts";

/** A running Repartee. Disposing it is `close()`. */
export interface App extends AsyncDisposable {
  readonly config: Config;
  readonly log: Log;
  readonly pool: ModelPool;
  readonly serving: Serving;
  readonly metrics: Metrics;
  /** The model for requests that name none; undefined when none is configured. */
  readonly defaultModel: string | undefined;
  /** Begins to load the models that are to be loaded at start. How that went, the log and `pool.status` tell. */
  preload(): void;
  /**
   * Makes a model known besides the configured ones, by any reference. Returns
   * the name that requests use. @throws ReparteeError `invalid_request` when another model has that name.
   */
  addModel(reference: string): string;
  /**
   * Opens a port; `host` and `port` may differ from the configured ones. Each call opens one more; `close` closes all.
   * @throws ReparteeError `config_invalid` when the address is taken, forbidden, or public without an API key;
   * `draining` once the app is closing.
   */
  listen(address?: Partial<ListenAddress>): Promise<ListeningAddress>;
  /** Lets nothing new in and waits for running replies; what still runs after `timeoutMs` is ended properly. */
  drain(timeoutMs?: number): Promise<void>;
  /** Ends running replies, closes the port and frees every model. Safe to call twice. */
  close(): Promise<void>;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ListeningAddress extends ListenAddress {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
}

/** Parts that a caller brings instead of the built-in ones. */
export interface AppParts {
  readonly log?: Log;
  readonly clock?: Clock;
  /** What the reader of `no_model_configured` is to do; how the command line is given a model when absent. */
  readonly noModelHint?: string;
}

export async function createApp(config: Config, parts: AppParts = {}): Promise<App> {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  const clock = parts.clock ?? systemClock;
  const entryOf = createModelEntries(config, { log, clock });
  const models = orderedModels(config);
  const entries = models.map(entryOf);
  const metrics = createMetrics({ modelNames: [...entries.map(({ name }) => name), "template"] });
  const observer = combineObservers(createReplyLog(log), metrics.observer);

  const pool = createModelPool({
    entries,
    observer,
    log,
    clock,
    keepAliveMs: toMs(config.keepAliveSeconds),
    ...(config.memoryBudget === "auto" ? {} : { budgetBytes: config.memoryBudget }),
  });
  const templateModel = await createTemplateEngine().load(
    { name: "template", location: "" },
    {},
    new AbortController().signal,
  );
  const serving = createServing({
    pool,
    clock,
    log,
    observer,
    templateModel,
    noModelHint:
      parts.noModelHint ??
      "Start the server with one: `repartee serve --model ./model.gguf`, or `npm start -- --model ./model.gguf` in a clone.",
    clocks: {
      queueMs: config.queueTimeoutMs,
      loadStallMs: config.loadStallTimeoutMs,
      loadMs: config.loadTimeoutMs,
      firstTokenMs: config.firstTokenTimeoutMs,
      betweenTokensMs: config.tokenGapTimeoutMs,
      totalMs: config.totalTimeoutMs,
    },
    limits: { maxInFlight: config.maxInFlight, maxQueued: config.maxQueued },
  });
  metrics.setSources({
    serving: () => serving.state(),
    models: () =>
      pool.list().map(({ name, state, leases, info }) => ({
        name,
        state,
        leases,
        ...(info === undefined ? {} : { slots: info.slots }),
      })),
  });

  const defaultModel = entries.at(0)?.name;
  const servers: HttpServer[] = [];
  const opening = new Set<Promise<ListeningAddress>>();
  let closed: Promise<void> | undefined;

  function preload(): void {
    for (const { name, preload: isWanted = config.preload } of models) {
      // Nobody waits for a preload; its failure was logged by the model and stays in its status.
      if (isWanted) pool.load(name, { signal: new AbortController().signal }).catch(() => {});
    }
  }

  function addModel(reference: string): string {
    const { kind, name } = parseModelReference(reference);
    if (kind === "unknown") {
      throw new ReparteeError(
        "invalid_request",
        `Cannot add model "${name}": it is no path ending in .gguf, no ollama:MODEL and no openai:UPSTREAM/MODEL.`,
        {
          hint: "Give the path of a model file, or `echo` or `template`, which need none.",
        },
      );
    }
    pool.add(entryOf({ name, reference }));
    return name;
  }

  async function listen(address: Partial<ListenAddress> = {}): Promise<ListeningAddress> {
    refuseWhenClosing();
    const { host = config.host, port = config.port } = address;
    const opened = open(configFromOptions({ ...config, host, port }));
    opening.add(opened);
    try {
      return await opened;
    } finally {
      opening.delete(opened);
    }
  }

  function refuseWhenClosing(): void {
    if (closed === undefined && !serving.state().draining) return;
    throw new ReparteeError("draining", "Cannot listen: Repartee is shutting down or has been closed.");
  }

  async function open({ host, port }: ListenAddress): Promise<ListeningAddress> {
    // Imported here so that the library and `repartee chat` do not load a web framework.
    const { createHttpServer } = await import("./http/create-http-server.ts");
    const server = await createHttpServer({
      serving,
      pool,
      metrics,
      log,
      version: packageVersion(),
      ...(defaultModel === undefined ? {} : { defaultModel }),
      apiKeys: config.apiKeys,
      corsOrigins: config.corsOrigins,
      allowedHosts: config.allowedHosts,
      openaiFallback: config.openaiFallback,
      limits: { bodyBytes: config.bodyLimitBytes },
      clock,
    });
    servers.push(server);
    // While it was made, the app may have been closed; a server that is in the list is closed either way.
    refuseWhenClosing();
    return server.listen({ host, port });
  }

  async function closeAll(): Promise<void> {
    await serving.drain(0);
    await Promise.allSettled(opening);
    await Promise.all(servers.map((server) => server.close()));
    await pool[Symbol.asyncDispose]();
    await templateModel.unload();
  }

  const app: App = {
    config,
    log,
    pool,
    serving,
    metrics,
    defaultModel,
    preload,
    addModel,
    listen,
    drain: (timeoutMs = config.drainTimeoutMs) => serving.drain(timeoutMs),
    close: () => (closed ??= closeAll()),
    [Symbol.asyncDispose]: () => app.close(),
  };
  return app;
}

/** How a model of the configuration becomes one of the pool. One engine of each kind serves all of them. */
function createModelEntries(config: Config, parts: { log: Log; clock: Clock }): (model: ModelConfig) => ModelEntry {
  const engines = new Map<string, Engine>();
  const engineFor = (reference: string): Engine => {
    const id = engineIdFor(parseModelReference(reference));
    const engine = engines.get(id) ?? createEngineFor(id, config, parts);
    engines.set(id, engine);
    return engine;
  };
  return (model) => {
    const parsed = parseModelReference(model.reference);
    const location = locationOf(parsed);
    const sizeBytes = parsed.kind === "gguf-file" ? statSync(location, { throwIfNoEntry: false })?.size : undefined;
    return {
      name: model.name,
      engine: engineFor(model.reference),
      source: { name: model.name, location },
      options: loadOptions(config, model),
      createdSeconds: Math.floor(Date.now() / 1000),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(model.pinned === undefined ? {} : { pinned: model.pinned }),
      ...(model.keepAliveSeconds === undefined ? {} : { keepAliveMs: toMs(model.keepAliveSeconds) }),
    };
  };
}

function toMs(seconds: KeepAliveSeconds): number | "forever" {
  return seconds === "forever" ? seconds : seconds * 1000;
}

type EntryEngineId = "echo" | "template" | "llama-cpp" | "ollama" | "openai-compatible";

function engineIdFor(reference: ModelReference): EntryEngineId {
  if (reference.kind === "built-in") return reference.engine;
  if (reference.kind === "ollama") return "ollama";
  return reference.kind === "openai" ? "openai-compatible" : "llama-cpp";
}

/** Where the engine finds the model; the form is the engine's own. */
function locationOf(reference: ModelReference): string {
  if (reference.kind === "gguf-file") return resolve(reference.path);
  if (reference.kind === "ollama") return reference.model;
  return reference.kind === "openai" ? `${reference.upstream}/${reference.model}` : "";
}

/** A native engine runs in a child process of its own: what kills it must not kill the server. */
function createEngineFor(id: EntryEngineId, config: Config, parts: { log: Log; clock: Clock }): Engine {
  if (id === "echo") return createEchoEngine();
  if (id === "template") return createTemplateEngine();
  if (id === "ollama") return createOllamaEngine({ ...ollamaOptions(config), ...parts });
  if (id === "openai-compatible") {
    const upstreams = config.upstreams.map((upstream) => upstreamOptions(config, upstream));
    return createOpenaiCompatibleEngine({ upstreams, ...parts });
  }
  return createRunnerEngine({ engineId: "llama-cpp", capabilities: llamaCppCapabilities, ...parts });
}

function ollamaOptions(config: Config): Omit<OllamaEngineOptions, "log" | "clock"> {
  const { embeddingHost, embeddingPort, ollamaKeepAlive, ollamaPull } = config;
  const host = config.ollamaHost ?? (embeddingHost === null ? undefined : `${embeddingHost}:${embeddingPort}`);
  return {
    pullMissing: ollamaPull,
    clocks: replyClocks(config),
    ...(host === undefined ? {} : { host }),
    ...(ollamaKeepAlive === null ? {} : { keepAlive: ollamaKeepAlive }),
  };
}

function upstreamOptions(config: Config, upstream: UpstreamConfig): OpenaiUpstreamOptions {
  const { name, baseUrl, apiKey, dialect, sessionHeader, maxConnections } = upstream;
  return {
    name,
    baseUrl,
    clocks: replyClocks(config, upstream),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(sessionHeader === undefined ? {} : { sessionHeader }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  };
}

/** Serving's own clocks where an upstream has none, so that neither cuts the other short. */
function replyClocks(config: Config, upstream?: UpstreamConfig): NonNullable<OpenaiUpstreamOptions["clocks"]> {
  const connectMs = upstream?.connectTimeoutMs;
  return {
    firstTokenMs: upstream?.firstTokenTimeoutMs ?? config.firstTokenTimeoutMs,
    betweenTokensMs: upstream?.tokenGapTimeoutMs ?? config.tokenGapTimeoutMs,
    totalMs: upstream?.totalTimeoutMs ?? config.totalTimeoutMs,
    ...(connectMs === undefined ? {} : { connectMs }),
  };
}

/** The configured models, the default one first. */
function orderedModels({ model, models, lora }: Config): readonly ModelConfig[] {
  if (model === null) return models;
  const named = models.find(({ name }) => name === model);
  if (named !== undefined) return [named, ...models.filter((other) => other !== named)];
  const { name } = parseModelReference(model);
  return [{ name, reference: model, ...(lora === null ? {} : { lora }) }, ...models];
}

/** What is `auto` is left to the engine. */
function loadOptions(config: Config, model: ModelConfig): LoadOptions {
  const contextSize = model.contextSize ?? config.contextSize;
  const batchSize = model.batchSize ?? config.batchSize;
  return {
    slots: model.slots ?? config.slots,
    threads: model.threads ?? config.threads,
    gpuLayers: model.gpuLayers ?? config.gpuLayers,
    ...(contextSize === "auto" ? {} : { contextSize }),
    ...(batchSize === "auto" ? {} : { batchSize }),
    ...(model.lora === undefined ? {} : { loraPath: resolve(model.lora) }),
  };
}
