import { cancelledError, throwIfCancelled } from "../../core/abort.ts";
import type { Clock } from "../../core/clock.ts";
import type { Tracer } from "../../core/tracing.ts";
import type { Engine, LoadOptions, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { UpstreamTimeouts } from "../../remote/upstream-timeouts.ts";
import { refuseLora } from "../../remote/upstream-model.ts";
import { createUpstream } from "../../remote/upstream.ts";
import { ollamaCapabilities } from "./capabilities.ts";
import { type InstalledModel, listModels } from "./list-models.ts";
import { createOllamaModel } from "./model.ts";
import { type ModelDetails, showModel } from "./model-details.ts";
import { type PullProgress, pullModel } from "./pull-model.ts";
import { ollamaUrl } from "./server-address.ts";

export interface OllamaEngineOptions {
  readonly log: Log;
  /** As `OLLAMA_HOST` is written. Default `127.0.0.1:11434`. */
  readonly host?: string;
  /** For a server behind a proxy that asks for one. */
  readonly apiKey?: string;
  /** How long Ollama keeps a model after a request: seconds, or a duration such as `5m`; -1 for ever. Default: its own. */
  readonly keepAlive?: string | number;
  /** Let Ollama download a model that it does not have when it is loaded. Default: refuse. */
  readonly pullMissing?: boolean;
  /** What differs from `defaultUpstreamTimeouts`. */
  readonly timeouts?: Partial<UpstreamTimeouts>;
  /** Default: the real clock. */
  readonly clock?: Clock;
  /** Absent: calls are not traced. */
  readonly tracer?: Tracer;
}

export interface OllamaEngine extends Engine {
  /** Models on the server's disk. @throws ReparteeError */
  list(signal: AbortSignal): Promise<readonly InstalledModel[]>;
  /** Lets the server download a model. @throws ReparteeError; the signal's reason once it is aborted. */
  pull(model: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
}

/** What Ollama itself takes without being asked, and enough for most conversations. */
const defaultContextSize = 4096;

/**
 * Models that an Ollama server runs. A source's location is Ollama's name of the model, such as `llama3.1:8b`.
 * @throws ReparteeError `config_invalid` for an address that cannot be used.
 */
export function createOllamaEngine(options: OllamaEngineOptions): OllamaEngine {
  const { log, host = "", apiKey, keepAlive, pullMissing = false, timeouts, clock, tracer } = options;
  const upstream = createUpstream({
    name: "ollama",
    baseUrl: ollamaUrl(host),
    apiKey,
    timeouts,
    clock,
    tracer,
  });

  async function details(source: ModelSource, loadOptions: LoadOptions, signal: AbortSignal): Promise<ModelDetails> {
    const model = source.location;
    try {
      return await showModel(upstream, model, signal);
    } catch (thrown) {
      if (!(thrown instanceof ReparteeError) || thrown.code !== "model_not_found") throw thrown;
      if (!pullMissing) throw notInstalled(source, thrown);
    }
    let reported = 0;
    await pullModel(
      upstream,
      model,
      ({ completedBytes, totalBytes }) => {
        // The total grows while files become known; progress must not go back.
        reported = Math.max(reported, totalBytes === 0 ? 0 : Math.min(1, completedBytes / totalBytes));
        loadOptions.onProgress?.(reported);
      },
      signal,
    );
    return await showModel(upstream, model, signal);
  }

  return {
    id: "ollama",
    capabilities: ollamaCapabilities,
    async load(source, loadOptions, signal) {
      const action = `load model "${source.name}"`;
      throwIfCancelled(signal, action);
      refuseLora(source, loadOptions, "Ollama applies adapters when a model is created");
      let shown: ModelDetails;
      try {
        shown = await details(source, loadOptions, signal);
      } catch (thrown) {
        throw signal.aborted ? cancelledError(signal, action) : thrown;
      }
      const contextWindowTokens = chooseContext(source, loadOptions, shown);
      loadOptions.onProgress?.(1);
      return createOllamaModel({
        source,
        options: loadOptions,
        details: shown,
        contextWindowTokens,
        upstream,
        keepAlive,
        log,
      });
    },
    list: (signal) => listModels(upstream, signal),
    pull: (model, onProgress, signal) => pullModel(upstream, model, onProgress, signal),
  };
}

function chooseContext(
  source: ModelSource,
  { contextSize }: LoadOptions,
  { trainedContextTokens }: ModelDetails,
): number {
  if (contextSize === undefined) return Math.min(defaultContextSize, trainedContextTokens ?? defaultContextSize);
  if (trainedContextTokens === undefined || contextSize <= trainedContextTokens) return contextSize;
  const message = `Cannot load model "${source.name}": a context of ${contextSize} tokens was asked for, it was trained on ${trainedContextTokens}`;
  throw new ReparteeError("model_load_failed", message, { hint: "Set context_size to that number or less." });
}

function notInstalled(source: ModelSource, cause: ReparteeError): ReparteeError {
  const message = `Cannot load model "${source.name}": Ollama does not have ${source.location}`;
  return new ReparteeError("model_not_found", message, { hint: `Run \`ollama pull ${source.location}\`.`, cause });
}
