/** How a configuration's models become entries of the pool: which engine runs each, and what prepares its files. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  inheritedEnvironment,
  commandWords,
  defaultCacheFolder,
  type Config,
  type KeepAliveSeconds,
  type ModelConfig,
  type UpstreamConfig,
} from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { Engine, LoadOptions } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Tracer } from "../core/tracing.ts";
import { parseModelReference } from "../core/model-reference.ts";
import { createEchoEngine } from "../engines/echo/index.ts";
import { createOllamaEngine, type OllamaEngineOptions } from "../engines/ollama/index.ts";
import { createOpenaiCompatibleEngine, type OpenaiUpstreamOptions } from "../engines/openai-compatible/index.ts";
import { createTemplateEngine } from "../engines/template/index.ts";
import { transformersCapabilities } from "../engines/transformers/capabilities.ts";
import { createModelLoader, type ModelLoaderOptions } from "../models/loading/create-model-loader.ts";
import { createModelEstimator } from "../models/loading/model-estimator.ts";
import { autoBudget } from "../models/pool/memory/auto-budget.ts";
import { createModelRegistry, type ModelRegistry } from "../models/registry/model-registry.ts";
import { readUserEntries } from "../models/registry/read-user-entries.ts";
import { createHub } from "../models/hub/create-hub.ts";
import type { Gpu } from "../models/fit/hardware/hardware.ts";
import { createHardwareProbe, withMemoryLimit } from "../models/fit/hardware/hardware-probe.ts";
import { createLocalModels } from "../models/local/create-local-models.ts";
import type { LocalModels } from "../models/local/local-models.ts";
import { runnableReference } from "../models/local/resolve/resolve-model-file.ts";
import type { PackageClientOptions } from "../models/packages/client-command.ts";
import type { ModelEntry } from "../models/pool/model-entry.ts";
import { createRunnerEngine } from "../runners/index.ts";
import { usesGpu } from "./llama-cpp-runner.ts";
import { createServerReachability, ollamaHost } from "./server-reachability.ts";

/** What every part needs. */
export interface Deps {
  readonly log: Log;
  readonly clock: Clock;
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer;
}

type ModelAccess = Pick<
  ModelLoaderOptions,
  "registry" | "cacheFolder" | "offline" | "log" | "clock" | "token" | "probe" | "packageClients"
> & {
  readonly local: LocalModels;
};

/** What all that deals with model files is given. */
export function openModelAccess(config: Config, { log, clock }: Deps): ModelAccess {
  const cacheFolder = resolve(config.cacheDir ?? defaultCacheFolder());
  const access = {
    registry: createModelRegistry(readUserEntries(config.registry, "registry")),
    cacheFolder,
    offline: config.offline,
    log,
    clock,
    packageClients: packageClientsOf(config),
    ...(config.hubToken === null ? {} : { token: config.hubToken }),
  };
  // Looking for a GPU costs a process and up to a second, for nothing where no model may use it.
  const probe = createHardwareProbe(cacheFolder, usesGpu(config) ? undefined : noGpuWanted);
  const local = createLocalModels({
    ...access,
    hubUrl: config.hubUrl,
    hardware: probe,
    ...(config.quantization === "auto" ? {} : { quantization: config.quantization }),
  });
  return { ...access, probe, local };
}

async function noGpuWanted(): Promise<Gpu> {
  return { kind: "none", reason: "gpu_layers is 0" };
}

export interface ModelParts {
  readonly registry: ModelRegistry;
  readonly local: LocalModels;
  /** @throws ReparteeError `model_not_found` for a reference that means nothing, with the nearest that do. */
  toEntry(model: ModelConfig): ModelEntry;
  /** What `memory_budget: auto` comes to now. */
  probeBudget(): Promise<number | undefined>;
}

/** One engine of each kind serves all of its models. */
export function createModelParts(config: Config, deps: Deps & { readonly llamaCpp: Engine }): ModelParts {
  const access = openModelAccess(config, deps);
  const { registry, local } = access;
  const { llamaCpp } = deps;
  // What is left to be chosen is made small enough for the budget.
  const probe = config.memoryBudget === "auto" ? access.probe : withMemoryLimit(access.probe, config.memoryBudget);
  const hub = createHub({ url: config.hubUrl });
  const estimator = createModelEstimator({ ...access, probe, hub });
  const builtIn = { echo: createEchoEngine(), template: createTemplateEngine() } as const;
  const onnx = createRunnerEngine({
    engineId: "transformers",
    capabilities: transformersCapabilities,
    // Its network runs on the event loop, and a step of a large model may take long.
    blockedLimitMs: null,
    ...deps,
  });
  const ollama = once(() => createOllamaEngine({ ...ollamaOptions(config), ...deps }));
  const upstreams = once(() =>
    createOpenaiCompatibleEngine({
      upstreams: config.upstreams.map((upstream) => upstreamOptions(config, upstream)),
      ...deps,
    }),
  );

  const reachability = createServerReachability(config, deps.clock);

  function toEntry(model: ModelConfig): ModelEntry {
    const { name, reference } = model;
    const parsed = parseModelReference(reference);
    const shared = {
      name,
      createdSeconds: Math.floor(Date.now() / 1000),
      pinned: model.pinned,
      ...(model.keepAliveSeconds === undefined ? {} : { keepAliveMs: toMs(model.keepAliveSeconds) }),
    };
    const source = (location: string): Pick<ModelEntry, "source"> => ({ source: { name, location } });
    const entry = (engine: Engine, location: string): ModelEntry => ({
      ...shared,
      ...source(location),
      engine,
      options: loadOptions(config, model),
    });
    switch (parsed.kind) {
      case "built-in":
        return entry(builtIn[parsed.engine], "");
      case "ollama":
        return { ...entry(ollama(), parsed.model), reachability: reachability.ollama() };
      case "upstream":
        checkUpstream(parsed, config.upstreams);
        return {
          ...entry(upstreams(), `${parsed.upstream}/${parsed.model}`),
          reachability: reachability.upstream(parsed.upstream),
        };
      case "gguf-file":
      case "folder":
      case "hub":
      case "package":
      case "unknown":
        break;
    }
    const resolved = runnableReference(reference, registry);
    const isOnnx =
      resolved.kind === "registry"
        ? resolved.entry.form === "onnx"
        : resolved.kind === "folder" && existsSync(join(resolve(resolved.path), "onnx"));
    const engines = { gguf: llamaCpp, onnx };
    const loader = createModelLoader({ ...access, probe, hub, engines, form: isOnnx ? "onnx" : "gguf" });
    const { activity, filePath, plannedBytes } = loader;
    const sampling = resolved.kind === "registry" ? resolved.entry.sampling : undefined;
    const options = { ...fileOptions(config, model), sampling };
    const location = "path" in resolved ? resolve(resolved.path) : reference;
    const sizeBytes = resolved.kind === "gguf-file" ? sizeOf(location) : undefined;
    return {
      ...shared,
      ...source(location),
      engine: loader,
      options,
      activity,
      filePath,
      plannedBytes,
      estimateBytes: () => estimator.bytes(location, options),
      fits: () => estimator.fits(location, options),
      sizeBytes,
    };
  }

  return { registry, local, toEntry, probeBudget: () => autoBudget(access.probe) };
}

export function packageClientsOf({ npmCommand, pipCommand }: Config): PackageClientOptions {
  return {
    env: inheritedEnvironment(),
    ...(npmCommand === null ? {} : { npmCommand: commandWords(npmCommand) }),
    ...(pipCommand === null ? {} : { pipCommand: commandWords(pipCommand) }),
  };
}

/** Creates a value when it is first used. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** @throws ReparteeError `model_not_found` */
function checkUpstream(
  { upstream, model }: { readonly upstream: string; readonly model: string },
  upstreams: readonly UpstreamConfig[],
): void {
  if (upstreams.some(({ name }) => name === upstream)) return;
  const known = upstreams.map(({ name }) => `openai:${name}/${model}`).join(", ");
  throw new ReparteeError(
    "model_not_found",
    `Cannot find model "openai:${upstream}/${model}": no entry of upstreams is named "${upstream}"`,
    { hint: known === "" ? "Name the server under `upstreams`: there is none yet." : `Write ${known}.` },
  );
}

export function toMs(seconds: KeepAliveSeconds): number | "forever" {
  return seconds === "forever" ? seconds : seconds * 1000;
}

function ollamaOptions(config: Config): Omit<OllamaEngineOptions, "log" | "clock"> {
  const { ollamaKeepAlive, ollamaPull } = config;
  const host = ollamaHost(config);
  return {
    pullMissing: ollamaPull,
    timeouts: replyTimeouts(config),
    host,
    ...(ollamaKeepAlive === null ? {} : { keepAlive: ollamaKeepAlive }),
  };
}

function upstreamOptions(config: Config, upstream: UpstreamConfig): OpenaiUpstreamOptions {
  const { name, baseUrl, replicas, apiKey, dialect, sessionHeader } = upstream;
  const isGateway = config.profile === "gateway";
  return {
    name,
    baseUrl,
    timeouts: replyTimeouts(config, upstream),
    apiKey,
    dialect,
    sessionHeader,
    ...(replicas === undefined ? {} : { replicas }),
    // Requests wait in Repartee's own queue, which is fair, and not for a connection.
    maxConnections: upstream.maxConnections ?? (isGateway ? config.maxInFlight : undefined),
    wholeReplies: upstream.wholeReplies ?? isGateway,
  };
}

/** Serving's own timeouts where an upstream has none, so that neither cuts the other short. */
function replyTimeouts(config: Config, upstream?: UpstreamConfig): NonNullable<OpenaiUpstreamOptions["timeouts"]> {
  const connectMs = upstream?.connectTimeoutMs;
  return {
    firstTokenMs: upstream?.firstTokenTimeoutMs ?? config.firstTokenTimeoutMs,
    betweenTokensMs: upstream?.tokenGapTimeoutMs ?? config.tokenGapTimeoutMs,
    totalMs: upstream?.totalTimeoutMs ?? config.totalTimeoutMs,
    connectMs,
  };
}

/** Of a model whose files are here or are brought here. */
function fileOptions(config: Config, model: ModelConfig): LoadOptions {
  const { contextSize, ...options } = loadOptions(config, model);
  const quantization = model.quantization ?? config.quantization;
  // What is said of all models is not meant to keep those from working that span less.
  const isOwn = model.contextSize !== undefined;
  return {
    ...options,
    ...(contextSize === undefined ? {} : isOwn ? { contextSize } : { contextSizeLimit: contextSize }),
    ...(quantization === "auto" ? {} : { quantization }),
  };
}

/** What is `auto` is left to the engine. */
function loadOptions(config: Config, model: ModelConfig): LoadOptions {
  const contextSize = model.contextSize ?? config.contextSize;
  const batchSize = model.batchSize ?? config.batchSize;
  const slots = model.slots ?? config.slots;
  return {
    threads: model.threads ?? config.threads,
    gpuLayers: model.gpuLayers ?? config.gpuLayers,
    ...(contextSize === "auto" ? {} : { contextSize }),
    ...(batchSize === "auto" ? {} : { batchSize }),
    ...(slots === "auto" ? {} : { slots }),
    ...(model.lora === undefined ? {} : { loraPath: resolve(model.lora) }),
  };
}

/** Undefined for an unreadable file: its load reports why, and the server starts without it. */
function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}
