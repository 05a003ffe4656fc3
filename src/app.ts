/**
 * The composition root: a checked configuration in, a running app out. The one file that names concrete parts; all
 * others get what they need by argument.
 */
import { routedChats } from "./assembly/compat-chats.ts";
import { configureModels } from "./assembly/configured-models.ts";
import { createFallbackModels } from "./assembly/fallback-models.ts";
import { createFeatures } from "./assembly/features.ts";
import type { PersonaChat } from "./assembly/persona-chat.ts";
import type { SmollmChat } from "./chat/smollm/index.ts";
import type { TasteChat } from "./chat/taste/index.ts";
import { configFromOptions, packageVersion, type Config } from "./config/index.ts";
import { systemClock, type Clock } from "./core/clock.ts";
import { ReparteeError } from "./core/errors.ts";
import type { Log } from "./core/log.ts";
import { parseModelReference } from "./core/model-reference.ts";
import type { Stores } from "./core/stores.ts";
import { createTemplateEngine } from "./engines/template/index.ts";
import type { HttpServer } from "./http/create-http-server.ts";
import type { ModelChoice } from "./models/registry/choose-model.ts";
import { createModelPool } from "./models/pool/create-model-pool.ts";
import { startFirstRun, type FirstRun } from "./models/pool/first-run.ts";
import {
  configuredOnly,
  createOnDemandModels,
  type NamedReference,
  type OnDemandModels,
} from "./models/pool/on-demand.ts";
import type { LocalModels } from "./models/local/local-models.ts";
import type { ModelEntry } from "./models/pool/model-entry.ts";
import type { ModelPool } from "./models/pool/model-pool.ts";
import { createModelView } from "./models/pool/model-view.ts";
import { openModelAccess, createModelParts, toMs } from "./assembly/model-parts.ts";
import type { Recommender } from "./recommend/recommender.ts";
import { createServing } from "./serving/create-serving.ts";
import type { Serving } from "./serving/serving.ts";
import { combineObservers, createLog, createMetrics, createReplyLog, type Metrics } from "./telemetry/index.ts";

/** A running Repartee. Disposing it is `close()`. */
export interface App extends AsyncDisposable {
  readonly config: Config;
  readonly log: Log;
  readonly pool: ModelPool;
  /** Models that are used though nobody configured them. */
  readonly onDemand: OnDemandModels;
  readonly serving: Serving;
  readonly metrics: Metrics;
  readonly library: LocalModels;
  /** Conversations, preferences and changes to personas. */
  readonly stores: Stores;
  /** Personas and who answers as them; their files are read at the first call. */
  chat(): Promise<PersonaChat>;
  /** Reads its catalog at the first use. */
  readonly recommender: Recommender;
  readonly tasteChat: TasteChat;
  readonly smollm: SmollmChat;
  /** The model for requests that name none; undefined while there is none. */
  readonly defaultModel: string | undefined;
  /** Begins to load the models that are to be loaded at start. How that went, the log and `pool.status` tell. */
  preload(): void;
  /**
   * Makes a model known besides the configured ones, by any reference: a path to a `.gguf` file, a folder, a name of the
   * registry, a repository of the hub, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo` or `template`. Nothing is loaded.
   * Returns the name that requests use.
   * @throws ReparteeError `model_not_found` for a reference that means nothing, with the nearest that do;
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
  const modelParts = createModelParts(config, { log, clock });
  const { registry, local } = modelParts;
  const models = configureModels(config, modelParts.toEntry, log);
  const { entries } = models;
  const catalogNames = registry.entries.map(({ name }) => name);
  const metrics = createMetrics({ modelNames: [...entries.map(({ name }) => name), ...catalogNames, "template"] });
  const observer = combineObservers(createReplyLog(log), metrics.observer);

  const pool = createModelPool({
    entries,
    observer,
    log,
    clock,
    keepAliveMs: toMs(config.keepAliveSeconds),
    ...(config.memoryBudget === "auto"
      ? { probeBudget: modelParts.probeBudget }
      : { budgetBytes: config.memoryBudget }),
  });
  const plain: NamedReference[] = [...models.plain];
  const onDemand = config.onDemandModels
    ? createOnDemandModels({ pool, local, registry, log, plain: () => plain, toEntry: modelParts.toEntry })
    : configuredOnly(pool);
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
    findModel: onDemand.find,
    choosingModel: () => firstRun?.choosing ?? false,
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
  const defaultModel = (): string | undefined => models.defaultName ?? firstRun?.modelName;
  const modelView = createModelView(pool);
  const others = createFallbackModels(config, models, pool);
  const features = await createFeatures(config, {
    serving,
    models,
    modelView,
    defaultModel,
    registry,
    log,
    clock,
    others,
  });
  const { stores } = features;
  metrics.setSources({
    storage: () => stores.state(),
    serving: () => serving.state(),
    models: () =>
      pool.list().map(({ name, state, leases, info }) => ({
        name,
        state,
        leases,
        ...(info === undefined ? {} : { slots: info.slots }),
      })),
  });

  const servers: HttpServer[] = [];
  const opening = new Set<Promise<ListeningAddress>>();
  let closed: Promise<void> | undefined;

  function preload(): void {
    for (const name of models.preloaded) pool.preload(name);
  }

  function addModel(reference: string): string {
    const parsed = parseModelReference(reference);
    const name = parsed.kind === "unknown" ? (registry.find(parsed.name)?.name ?? parsed.name) : parsed.name;
    pool.add(modelParts.toEntry({ name, reference }));
    plain.push({ name, reference });
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
    const [{ createHttpServer }] = await Promise.all([
      import("./http/create-http-server.ts"),
      features.prepareToServe(),
    ]);
    const server = await createHttpServer({
      serving,
      pool,
      onDemand,
      metrics,
      log,
      version: packageVersion(),
      library: local,
      stores,
      get defaultModel() {
        return defaultModel();
      },
      apiKeys: config.apiKeys,
      corsOrigins: config.corsOrigins,
      allowedHosts: config.allowedHosts,
      openaiFallback: config.openaiFallback,
      smollmPrefix: config.smollmPrefix,
      ...routedChats(config, features.compat),
      limits: { bodyBytes: config.bodyLimitBytes },
      clock,
      chat: await features.personaChat(),
      recommender: features.recommender,
    });
    servers.push(server);
    // While it was made, the app may have been closed; a server that is in the list is closed either way.
    refuseWhenClosing();
    const listening = await server.listen({ host, port });
    const isModelWished = defaultModel() === undefined && models.smollm.problem === undefined;
    if (isModelWished && config.autoDownload && !config.offline && firstRun === undefined) {
      const toEntry = ({ entry, file }: ModelChoice): ModelEntry => {
        const chosen = { name: entry.name, reference: `${entry.name}:${file.quantization}` };
        plain.push(chosen);
        return modelParts.toEntry(chosen);
      };
      firstRun = startFirstRun({ local, pool, log, toEntry });
    }
    return listening;
  }

  async function closeAll(): Promise<void> {
    await serving.drain(0);
    await Promise.allSettled(opening);
    await Promise.all(servers.map((server) => server.close()));
    await features[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    await templateModel.unload();
  }

  const app: App = {
    config,
    log,
    pool,
    onDemand,
    serving,
    metrics,
    library: local,
    stores,
    chat: () => features.personaChat(),
    recommender: features.recommender,
    ...features.compat,
    get defaultModel() {
      return defaultModel();
    },
    preload,
    addModel,
    listen,
    drain: (timeoutMs = config.drainTimeoutMs) => serving.drain(timeoutMs),
    close: () => (closed ??= closeAll()),
    [Symbol.asyncDispose]: () => app.close(),
  };
  return app;
}

/** The models that a configuration speaks of, without a server. @throws ReparteeError `config_invalid`. */
export function openLocalModels(config: Config, parts: AppParts = {}): LocalModels {
  const log = parts.log ?? createLog({ level: config.logLevel, format: config.logFormat });
  return openModelAccess(config, { log, clock: parts.clock ?? systemClock }).local;
}

export { moveStoredData, openStoredData } from "./assembly/stored-data.ts";
export { loadPersonaFile, previewPrompt, readPersonas } from "./assembly/persona-files.ts";
export type { Hardware } from "./models/fit/hardware/hardware.ts";
export type { LocalModel, LocalModels } from "./models/local/local-models.ts";

export { libraryVersion as engineVersions } from "./engines/llama-cpp/library-version.ts";
