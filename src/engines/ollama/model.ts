import type { Capabilities } from "../../core/capabilities.ts";
import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import type { Log } from "../../core/log.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import { createCallScope } from "../../remote/call-scope.ts";
import { createUpstreamModel } from "../../remote/upstream-model.ts";
import type { Upstream } from "../../remote/upstream.ts";
import { ollamaCapabilities } from "./capabilities.ts";
import { convertRequest } from "./convert-request.ts";
import { embedTexts } from "./embed-texts.ts";
import { readReply } from "./map-frames.ts";
import type { ModelDetails } from "./model-details.ts";

export interface OllamaModelParts {
  readonly source: ModelSource;
  readonly options: LoadOptions;
  readonly details: ModelDetails;
  readonly contextWindowTokens: number;
  readonly upstream: Upstream;
  readonly keepAlive: string | number | undefined;
  readonly log: Log;
}

const defaultSlots = 4;
/** Ollama only takes note of it; a server that stops must not wait for one that hangs. */
const farewellMs = 2_000;

/** A model that Ollama has on its disk. Ollama reads it into memory at the first call, which is made here at once. */
export function createOllamaModel(parts: OllamaModelParts): LoadedModel {
  const { source, details, contextWindowTokens, upstream, keepAlive, log } = parts;
  const model = source.location;
  const capabilities = capabilitiesOf(details.abilities);
  const canThink = details.abilities?.has("thinking") === true;
  const target = { model, capabilities, contextWindowTokens, canThink, keepAlive };
  const isEmbedder = capabilities.chat !== true;
  const warmth = warmUp();

  /** Nobody waits for it: Ollama reports no progress of a load, and a first request waits for it inside Ollama. */
  function warmUp(): { stop(): void } {
    const scope = createCallScope();
    const body = {
      model,
      ...(isEmbedder ? { input: [] } : { stream: false }),
      ...keepAliveField(keepAlive),
      ...contextField(),
    };
    const path = isEmbedder ? "/api/embed" : "/api/generate";
    upstream
      .ask({ method: "POST", path, body }, scope.signal, upstream.timeouts.totalMs)
      .catch((err: unknown) => {
        if (!scope.signal.aborted) log.warn({ model: source.name, err }, "model could not be read into memory ahead");
      })
      .finally(() => scope.end());
    return { stop: () => scope.end() };
  }

  /** An embedding model has the window that it was made for. */
  function contextField(): { options?: { num_ctx: number } } {
    return isEmbedder ? {} : { options: { num_ctx: contextWindowTokens } };
  }

  return createUpstreamModel({
    info: describeModel(parts),
    capabilities,
    upstream,
    contextWindowTokens,
    prepare(request) {
      const { path, body, warnings } = convertRequest(request, target);
      return {
        call: { method: "POST", path, body, accept: "application/x-ndjson" },
        read: (answer) => readReply(answer, upstream),
        warnings,
      };
    },
    embed: (request, signal) => {
      const more = { ...contextField(), ...keepAliveField(keepAlive) };
      return embedTexts(upstream, { model, input: [...request.texts], truncate: false, ...more }, request, signal);
    },
    async onUnload() {
      warmth.stop();
      const { signal } = new AbortController();
      const body = { model, keep_alive: 0, ...(isEmbedder ? { input: [] } : { stream: false }) };
      try {
        const path = isEmbedder ? "/api/embed" : "/api/generate";
        await upstream.ask({ method: "POST", path, body }, signal, farewellMs);
      } catch (err) {
        // The model counts as closed either way; Ollama unloads it after its own time.
        log.debug({ model: source.name, err }, "model could not be unloaded from Ollama");
      }
    },
  });
}

function keepAliveField(keepAlive: string | number | undefined): { keep_alive?: string | number } {
  return keepAlive === undefined ? {} : { keep_alive: keepAlive };
}

function describeModel({ source, options, details, contextWindowTokens }: OllamaModelParts): ModelInfo {
  const { abilities: _abilities, ...known } = details;
  return {
    name: source.name,
    engine: "ollama",
    device: "remote",
    slots: options.slots ?? defaultSlots,
    contextWindowTokens,
    chatTemplate: "model",
    ...known,
  };
}

/** Any model can embed; not every one can chat or call tools. */
function capabilitiesOf(abilities: ReadonlySet<string> | undefined): Capabilities {
  if (abilities === undefined) return ollamaCapabilities;
  const writes = abilities.has("completion");
  const noReplies = { unsupported: "This model makes embeddings and writes no replies." };
  return {
    ...ollamaCapabilities,
    ...(writes ? {} : { chat: noReplies, completion: noReplies }),
    ...(abilities.has("tools") ? {} : { tools: { unsupported: "This model was not made to call tools." } }),
  };
}
