/**
 * The composition root: a checked configuration in, a running app out. The one file that names concrete parts; all
 * others get what they need by argument.
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { checkPublicBind, defaultCacheFolder, packageVersion, type Config, type ModelConfig } from "./config/index.ts";
import { systemClock, type Clock } from "./core/clock.ts";
import type { LoadOptions } from "./core/engine.ts";
import { ReparteeError } from "./core/errors.ts";
import type { Log } from "./core/log.ts";
import { parseModelReference } from "./core/model-reference.ts";
import { createEchoEngine } from "./engines/echo/index.ts";
import { llamaCppCapabilities } from "./engines/llama-cpp/capabilities.ts";
import { createTemplateEngine } from "./engines/template/index.ts";
import type { HttpServer } from "./http/create-http-server.ts";
import { createAcquiringEngine, createModelAcquirer, type ModelAcquirerOptions } from "./models/acquire/index.ts";
import { createCatalog, readUserEntries, type Catalog, type ModelChoice } from "./models/catalog/index.ts";
import { createModelPool } from "./models/create-model-pool.ts";
import { startFirstRun, type FirstRun } from "./models/first-run.ts";
import { createHub } from "./models/hub/index.ts";
import {
  createHardwareProbe,
  createModelLibrary,
  runnableReference,
  type ModelLibrary,
} from "./models/library/index.ts";
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
  readonly library: ModelLibrary;
  /** The model for requests that name none; undefined while there is none. */
  readonly defaultModel: string | undefined;
  /**
   * Opens the port; `host` and `port` may differ from the configured ones. With `autoDownload` and no model, one is
   * then chosen, downloaded and loaded in the background.
   * @throws ReparteeError `config_invalid` when the address is taken, forbidden, or public without an API key.
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
}

export async function createApp(config: Config, parts: AppParts = {}): Promise<App> {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  const clock = parts.clock ?? systemClock;
  const models = createModelParts(config, { log, clock });
  const { catalog, library } = models;
  const entries = orderedModels(config).map((model) => models.toEntry(model));
  const catalogNames = catalog.entries.map(({ name }) => name);
  const metrics = createMetrics({ modelNames: [...entries.map(({ name }) => name), ...catalogNames, "template"] });
  const observer = combineObservers(createReplyLog(log), metrics.observer);

  const pool = createModelPool({ entries, observer, log, clock });
  let firstRun: FirstRun | undefined;
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
    choosingModel: () => firstRun?.choosing ?? false,
    noModelHint:
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

  const defaultModel = (): string | undefined => entries.at(0)?.name ?? firstRun?.modelName;
  const servers: HttpServer[] = [];
  let closed: Promise<void> | undefined;

  async function listen(address: Partial<ListenAddress> = {}): Promise<ListeningAddress> {
    const { host = config.host, port = config.port } = address;
    checkPublicBind(host, config.apiKeys);
    // Imported here so that the library and `repartee chat` do not load a web framework.
    const { createHttpServer } = await import("./http/create-http-server.ts");
    const server = await createHttpServer({
      serving,
      pool,
      metrics,
      log,
      version: packageVersion(),
      library,
      get defaultModel() {
        return defaultModel();
      },
      apiKeys: config.apiKeys,
      corsOrigins: config.corsOrigins,
      allowedHosts: config.allowedHosts,
      openaiFallback: config.openaiFallback,
      limits: { bodyBytes: config.bodyLimitBytes },
      clock,
    });
    servers.push(server);
    const listening = await server.listen({ host, port });
    if (entries.length === 0 && config.autoDownload && !config.offline && firstRun === undefined) {
      const toEntry = ({ entry, file }: ModelChoice): ModelEntry =>
        models.toEntry({ name: entry.name, reference: `${entry.name}:${file.quantization}` });
      firstRun = startFirstRun({ library, pool, log, toEntry });
    }
    return listening;
  }

  async function closeAll(): Promise<void> {
    await serving.drain(0);
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
    library,
    get defaultModel() {
      return defaultModel();
    },
    listen,
    drain: (timeoutMs = config.drainTimeoutMs) => serving.drain(timeoutMs),
    close: () => (closed ??= closeAll()),
    [Symbol.asyncDispose]: () => app.close(),
  };
  return app;
}

/** The models that a configuration speaks of, without a server. @throws ReparteeError `config_invalid`. */
export function openModelLibrary(config: Config, parts: AppParts = {}): ModelLibrary {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  return createLibrary(config, { log, clock: parts.clock ?? systemClock }).library;
}

interface Surroundings {
  readonly log: Log;
  readonly clock: Clock;
}

/** What all that deals with model files is given. */
function createLibrary(config: Config, { log, clock }: Surroundings): ModelAccess {
  const cacheFolder = resolve(config.cacheDir ?? defaultCacheFolder());
  const access = {
    catalog: createCatalog(readUserEntries(config.catalog)),
    cacheFolder,
    offline: config.offline,
    log,
    clock,
    ...(config.hubToken === null ? {} : { token: config.hubToken }),
  };
  const probe = createHardwareProbe(cacheFolder);
  const library = createModelLibrary({ ...access, hubUrl: config.hubUrl, hardware: probe });
  return { ...access, probe, library };
}

type ModelAccess = Pick<
  ModelAcquirerOptions,
  "catalog" | "cacheFolder" | "offline" | "log" | "clock" | "token" | "probe"
> & {
  readonly library: ModelLibrary;
};

interface ModelParts {
  readonly catalog: Catalog;
  readonly library: ModelLibrary;
  /** @throws ReparteeError `config_invalid` for a reference that means nothing, or no model that this build runs. */
  toEntry(model: ModelConfig): ModelEntry;
}

function createModelParts(config: Config, surroundings: Surroundings): ModelParts {
  const access = createLibrary(config, surroundings);
  const { catalog, library } = access;
  const { log } = surroundings;
  const builtIn = { echo: createEchoEngine(), template: createTemplateEngine() } as const;
  // A native engine runs in a child process of its own: what kills it must not kill the server.
  const inner = createRunnerEngine({ engineId: "llama-cpp", capabilities: llamaCppCapabilities, ...surroundings });
  const acquire = createModelAcquirer({ ...access, hub: createHub({ url: config.hubUrl }) });
  const files = createAcquiringEngine({ inner, acquire, log });

  function toEntry(model: ModelConfig): ModelEntry {
    const { name, reference } = model;
    const parsed = parseModelReference(reference);
    const shared = {
      name,
      options: loadOptions(config, model),
      createdSeconds: Math.floor(Date.now() / 1000),
      preload: model.preload ?? config.preload,
    };
    if (parsed.kind === "built-in") {
      return { ...shared, engine: builtIn[parsed.engine], source: { name, location: "" } };
    }
    checkRunnable(reference, catalog);
    const location = parsed.kind === "gguf-file" ? resolve(parsed.path) : reference;
    const sizeBytes = parsed.kind === "gguf-file" ? statSync(location, { throwIfNoEntry: false })?.size : undefined;
    return {
      ...shared,
      engine: files,
      source: { name, location },
      activity: () => files.activity(name),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    };
  }

  return { catalog, library, toEntry };
}

/** A name that means nothing is a slip in the settings, and is told at the start. */
function checkRunnable(reference: string, catalog: Catalog): void {
  try {
    runnableReference(reference, catalog);
  } catch (error) {
    if (!(error instanceof ReparteeError) || error.code !== "model_not_found") throw error;
    const { message, hint } = error;
    throw new ReparteeError("config_invalid", message, {
      param: "model",
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

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

export type { Hardware } from "./models/hardware/index.ts";
export type { LibraryModel, ModelLibrary } from "./models/library/index.ts";

export { libraryVersion as engineVersions } from "./engines/llama-cpp/library-version.ts";
