/**
 * The composition root: a checked configuration in, a running app out. The one file, with `assembly/`, that names
 * concrete parts; all others get what they need by argument.
 */
import { tmpdir } from "node:os";
import { createAppModels } from "./assembly/app-models.ts";
import { configureModels, type ConfiguredModels } from "./assembly/configured-models.ts";
import { createFallbackModels } from "./assembly/fallback-models.ts";
import { createLlamaCppRunner } from "./assembly/llama-cpp-runner.ts";
import type { Features } from "./assembly/features.ts";
import { createRateLimiting, type ConfiguredLimiting } from "./assembly/rate-limiting.ts";
import { openModelAccess, createModelParts, packageClientsOf, type ModelParts } from "./assembly/model-parts.ts";
import type { PersonaChat } from "./assembly/persona-chat.ts";
import type { VoiceFeature } from "./assembly/voice-feature.ts";
import type { SmollmChat } from "./chat/smollm/index.ts";
import type { TasteChat } from "./chat/taste/index.ts";
import { configFromOptions, packageVersion, type Config } from "./config/index.ts";
import { systemClock, type Clock } from "./core/clock.ts";
import type { Engine, LoadedModel } from "./core/engine.ts";
import { ReparteeError } from "./core/errors.ts";
import type { Log } from "./core/log.ts";
import { stayAlive } from "./core/stay-alive.ts";
import type { Stores } from "./core/stores.ts";
import { createTemplateEngine } from "./engines/template/index.ts";
import type { HttpServer, HttpServerOptions } from "./http/create-http-server.ts";
import type { LocalModels } from "./models/local/local-models.ts";
import type { OnDemandModels } from "./models/pool/on-demand.ts";
import { readModelAlias, withModelAliases } from "./models/pool/model-aliases.ts";
import type { ModelPool } from "./models/pool/model-pool.ts";
import type { Recommender } from "./recommend/recommender.ts";
import { readPersonasAhead } from "./assembly/read-personas-ahead.ts";
import { openTracing } from "./assembly/open-tracing.ts";
import { createServing } from "./serving/create-serving.ts";
import type { Serving } from "./serving/serving.ts";
import { createLog, createMetrics, type Metrics, type ModelGauges } from "./telemetry/index.ts";
import type { WyomingServer } from "./wyoming/create-wyoming-server.ts";
import { findClient, type FoundClient } from "./models/packages/find-client.ts";

/** A running Repartee. Disposing it is `close()`. */
export interface App extends AsyncDisposable {
  readonly config: Config;
  readonly log: Log;
  readonly pool: ModelPool;
  /** Models that are used without being configured. */
  readonly onDemand: OnDemandModels;
  readonly serving: Serving;
  readonly metrics: Metrics;
  readonly library: LocalModels;
  /** Conversations, preferences and changes to personas. */
  readonly stores: Stores;
  /** Personas and their responder; their files are read at the first call. */
  chat(): Promise<PersonaChat>;
  /** Reads its catalog at the first use. */
  readonly recommender: Recommender;
  /** Speech in and out, and its models. */
  readonly voice: VoiceFeature;
  readonly tasteChat: TasteChat;
  readonly smollm: SmollmChat;
  /** The model of requests that name none; undefined while there is none. */
  readonly defaultModel: string | undefined;
  /** Begins to load the models that are loaded at start. The result is in the log and in `pool.status`. */
  preload(): void;
  /**
   * Adds a model to the configured ones, by any reference: a path to a `.gguf` file, a folder, a name of the registry, a
   * repository of the hub, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo` or `template`. Nothing is loaded. Returns the
   * name that requests use.
   * @throws ReparteeError `model_not_found` for an unknown reference, with the nearest known ones;
   * `invalid_request` when another model has that name.
   */
  addModel(reference: string): string;
  /**
   * Opens a port; `host` and `port` may differ from the configured ones. Each call opens one more; `close` closes all.
   * With `autoDownload` and no model, one is then chosen, downloaded and loaded in the background.
   * @throws ReparteeError `config_invalid` when the address is taken, forbidden, or public without an API key;
   * `draining` once the app is closing.
   */
  listen(address?: Partial<ListenAddress>): Promise<ListeningAddress>;
  /** Takes no new connection any more; requests of those that are open are served on. */
  closePorts(): void;
  /** Admits nothing new and waits for running replies; what still runs after `timeoutMs` is ended. */
  drain(timeoutMs?: number): Promise<void>;
  /** Ends running replies, closes the port and frees every model. Safe to call twice. */
  close(): Promise<void>;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ListeningAddress extends ListenAddress {
  /** Where Wyoming is served, if it is. */
  readonly wyoming?: ListenAddress;
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
}

/** Parts that a caller provides instead of the built-in ones. */
export interface AppParts {
  readonly log?: Log;
  readonly clock?: Clock;
  /** One that may have a process for the first model already. */
  readonly llamaCpp?: Engine;
  /** The hint of `no_model_configured`; default: how to give the command line a model. */
  readonly noModelHint?: string;
}

const noModelHint =
  "Start the server with one: `repartee serve --model ./model.gguf`, or `npm start -- --model ./model.gguf` in a clone";

export async function createApp(config: Config, parts: AppParts = {}): Promise<App> {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  const clock = parts.clock ?? systemClock;
  const tracing = openTracing(config, log, clock);
  const deps = { log, clock, ...(tracing === undefined ? {} : { tracer: tracing.tracer }) };
  const llamaCpp = parts.llamaCpp ?? createLlamaCppRunner(deps);
  const modelParts = createModelParts(config, { ...deps, llamaCpp });
  const { registry, local } = modelParts;
  const configured = configureModels(config, modelParts.toEntry, log);
  const metrics = createMetrics({ modelNames: labelNames(configured, registry) });
  const observer = tracing?.tracer.observe(metrics.observer) ?? metrics.observer;
  const models = createAppModels(config, modelParts, configured, { ...deps, observer });
  const { pool, onDemand, defaultModel } = models;
  const templateModel = await loadTemplate();
  const fallbackModels = createFallbackModels(config, configured, pool);
  const serving = createServing({
    ...deps,
    pool,
    observer,
    fallbackModels,
    templateModel,
    findModel: onDemand.find,
    choosingModel: models.isChoosing,
    noModelHint: parts.noModelHint ?? noModelHint,
    timeouts: config,
    limits: config,
    breakerFailures: config.breakerFailures,
  });
  // Imported here so that commands about models and stored data load neither chat nor voice.
  const { createFeatures } = await import("./assembly/features.ts");
  const features = await createFeatures(config, {
    observer,
    ...deps,
    serving,
    models: configured,
    pool,
    defaultModel,
    registry,
    others: fallbackModels,
  });
  const { stores } = features;
  metrics.setSources({
    storage: () => stores.state(),
    serving: () => serving.state(),
    models: () => modelGauges(pool),
  });
  const listener = createListener(
    config,
    { ...deps, serving, pool, onDemand, metrics, library: local, defaultModel },
    features,
  );
  let closed: Promise<void> | undefined;
  let isReadingAhead = false;

  /** Only a server is asked by who did not start it. */
  function startReadingAhead(): void {
    if (isReadingAhead) return;
    isReadingAhead = true;
    readPersonasAhead(config, { pool: models.pool, chat: features.personaChat, defaultModel, log });
  }

  async function closeAll(): Promise<void> {
    models.stopFirstRun();
    await serving.drain(0);
    await listener.close();
    await features[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    await templateModel.unload();
    await tracing?.exporter.close();
  }

  const app: App = {
    ...deps,
    config,
    pool,
    onDemand,
    serving,
    metrics,
    library: local,
    stores,
    chat: () => features.personaChat(),
    recommender: features.recommender,
    voice: features.voice,
    ...features.compat,
    get defaultModel() {
      return defaultModel();
    },
    preload: models.preload,
    addModel: models.add,
    async listen(address) {
      const listening = await listener.listen(address);
      models.startFirstRun();
      startReadingAhead();
      return listening;
    },
    closePorts: () => listener.closePorts(),
    drain: (timeoutMs = config.drainTimeoutMs) => stayAlive(serving.drain(timeoutMs)),
    close: () => (closed ??= stayAlive(closeAll())),
    [Symbol.asyncDispose]: () => app.close(),
  };
  return app;
}

function modelGauges(pool: ModelPool): readonly ModelGauges[] {
  const running = new Map(pool.running().map(({ name, vitals }) => [name, vitals]));
  return pool
    .list()
    .map(({ name, state, leases, info }) => ({ name, state, leases, slots: info?.slots, ...running.get(name) }));
}

/** Metrics have labels for these models; others are counted together. */
function labelNames({ entries }: ConfiguredModels, registry: ModelParts["registry"]): readonly string[] {
  return [...entries, ...registry.entries].map(({ name }) => name).concat("template");
}

function loadTemplate(): Promise<LoadedModel> {
  return createTemplateEngine().load({ name: "template", location: "" }, {}, new AbortController().signal);
}

interface Listener {
  listen(address?: Partial<ListenAddress>): Promise<ListeningAddress>;
  /** Takes no new connection any more, on any of them. */
  closePorts(): void;
  /** Waits for servers that are opening, and closes all. */
  close(): Promise<void>;
}

type ServerParts = Pick<
  HttpServerOptions,
  "serving" | "pool" | "metrics" | "library" | "defaultModel" | "log" | "clock" | "tracer"
> & { readonly onDemand: OnDemandModels };

function createListener(config: Config, parts: ServerParts, features: Features): Listener {
  const servers: HttpServer[] = [];
  /** One, as is the next, however many addresses HTTP is served on. */
  let wyoming: Promise<WyomingServer> | undefined;
  let rateLimiting: Promise<ConfiguredLimiting> | undefined;
  const opening = new Set<Promise<ListeningAddress>>();
  let isClosed = false;

  function refuseWhenClosing(): void {
    if (!isClosed && !parts.serving.state().draining) return;
    throw new ReparteeError("draining", "Cannot listen: Repartee is shutting down or closed");
  }

  async function open({ host, port }: ListenAddress): Promise<ListeningAddress> {
    // Imported here so that the library and `repartee chat` do not load a web framework.
    const [{ createHttpServer }, { readBuiltPage }] = await Promise.all([
      import("./http/create-http-server.ts"),
      import("./http/web-page/page-files.ts"),
      features.prepareToServe(),
    ]);
    const { apiKeys, requireKey, corsOrigins, allowedHosts, openaiFallback, smollmPrefix, storeResponses, ollamaApi } =
      config;
    const server = await createHttpServer({
      ...parts,
      ...{ apiKeys, requireKey, corsOrigins, allowedHosts, openaiFallback, smollmPrefix, storeResponses, ollamaApi },
      onDemand: withModelAliases(parts.onDemand, config.modelAliases.map(readModelAlias)),
      ...features.routedChats,
      ...(config.openaiReplyGate ? { openaiGate: features.compat.openaiGate } : {}),
      version: packageVersion(),
      stores: features.stores,
      // What ends with the process has no keys: none but the process could add one.
      ...(features.stores.state().kind === "memory" ? {} : { storedKeys: features.stores.apiKeys }),
      limits: {
        bodyBytes: config.bodyLimitBytes,
        // A proxy in front of a gateway is one address with all of its streams.
        ...(config.profile === "gateway" ? { maxConnectionsPerAddress: 2 * config.maxInFlight } : {}),
      },
      chat: await features.personaChat(),
      rateLimiting: await (rateLimiting ??= createRateLimiting(config, {
        log: parts.log,
        clock: parts.clock ?? systemClock,
      })),
      recommender: features.recommender,
      voice: () => features.voice.voice(),
      speechLibrary: features.voice.library,
      page: config.webPage ? readBuiltPage() : undefined,
    });
    servers.push(server);
    // The app may have been closed meanwhile; a server in the list is closed either way.
    refuseWhenClosing();
    const address = await server.listen({ host, port });
    const { wyomingPort } = config;
    if (wyomingPort === null) return address;
    const { host: wyomingHost, port: chosen } = await (wyoming ??= openWyoming(wyomingPort));
    return { ...address, wyoming: { host: wyomingHost, port: chosen } };
  }

  async function openWyoming(port: number): Promise<WyomingServer> {
    const [{ startWyomingServer }, { createLanguageIdentifier }] = await Promise.all([
      import("./wyoming/create-wyoming-server.ts"),
      import("./chat/language/language-identifier.ts"),
    ]);
    const { responder, voice } = features.voice;
    return await startWyomingServer({
      ...{ host: config.wyomingHost, port, voice, responder, log: parts.log },
      ...{ identifier: createLanguageIdentifier(), version: packageVersion() },
    });
  }

  return {
    async listen({ host = config.host, port = config.port } = {}) {
      refuseWhenClosing();
      const opened = open(configFromOptions({ ...config, host, port }));
      opening.add(opened);
      try {
        return await opened;
      } finally {
        opening.delete(opened);
      }
    },
    closePorts() {
      for (const server of servers) server.closePort();
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(opening);
      await Promise.all(servers.map((server) => server.close()));
      const opened = await wyoming?.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
      const limiting = await rateLimiting?.catch(() => undefined);
      await limiting?.limiter[Symbol.asyncDispose]();
    },
  };
}

/** The models of a configuration, without a server. @throws ReparteeError `config_invalid`. */
export function openLocalModels(config: Config, parts: AppParts = {}): LocalModels {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  return openModelAccess(config, { log, clock: parts.clock ?? systemClock }).local;
}

/** npm and pip, as `config` names them: whether they are here, within `limitMs` each. */
export async function findPackageClients(config: Config, limitMs: number): Promise<readonly FoundClient[]> {
  const options = { ...packageClientsOf(config), folder: tmpdir(), limitMs };
  return await Promise.all([findClient("npm", options), findClient("pip", options)]);
}

export { packageClientsOf } from "./assembly/model-parts.ts";
export { addEngine } from "./assembly/engine-packages/add-engine.ts";
export { listEngines, type EngineState } from "./assembly/engine-packages/list-engines.ts";
export { openSpeechLibrary, openSpeechModels } from "./assembly/speech-models.ts";
export { readUserEntries } from "./models/registry/read-user-entries.ts";
export { moveStoredData, openStoredData } from "./assembly/stored-data.ts";
export { loadPersonaFile, previewPrompt, readPersonas } from "./assembly/persona-files.ts";
export type { Hardware } from "./models/fit/hardware/hardware.ts";
export type { LocalModel, LocalModels } from "./models/local/local-models.ts";
export type { FoundClient } from "./models/packages/find-client.ts";

export { libraryVersion as engineVersions } from "./engines/llama-cpp/library-version.ts";
