import { cancelledError, throwIfCancelled } from "../../core/abort.ts";
import type { Clock } from "../../core/clock.ts";
import type { Engine, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Tracer } from "../../core/tracing.ts";
import type { UpstreamTimeouts } from "../../remote/upstream-timeouts.ts";
import { refuseLora } from "../../remote/upstream-model.ts";
import { createUpstream, type Upstream } from "../../remote/upstream.ts";
import { openaiCompatibleCapabilities } from "./capabilities.ts";
import { type Dialect, type DialectId, dialects } from "./dialects.ts";
import { findModel, type ListedModel, listModels } from "./find-model.ts";
import { createOpenaiModel } from "./model.ts";

export interface OpenaiUpstreamOptions {
  /** Names it in model references (`openai:NAME/MODEL`), errors and logs. */
  readonly name: string;
  /** Up to the part before `/chat/completions`; usually ends in `/v1`. */
  readonly baseUrl: string;
  /** More servers with the same models: each conversation stays with one of them, unless that one is overloaded. */
  readonly replicas?: readonly string[];
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** What kind of server it is. Default `generic`: only what all of them know is sent. */
  readonly dialect?: DialectId;
  /** A header that carries the same value for all turns of a conversation, for routers that keep them on one server. */
  readonly sessionHeader?: string;
  /** What differs from `defaultUpstreamTimeouts`. */
  readonly timeouts?: Partial<UpstreamTimeouts>;
  /** Connections at once to each server. Default 64. */
  readonly maxConnections?: number;
  /** Ask for a whole reply where nobody reads a stream. Default false. */
  readonly wholeReplies?: boolean;
}

export interface OpenaiCompatibleEngineOptions {
  readonly log: Log;
  readonly upstreams?: readonly OpenaiUpstreamOptions[];
  /** Default: the real clock. */
  readonly clock?: Clock;
  /** Absent: calls are not traced. */
  readonly tracer?: Tracer;
}

export interface OpenaiCompatibleEngine extends Engine {
  /** What an upstream lists. @throws ReparteeError */
  list(upstream: string, signal: AbortSignal): Promise<readonly ListedModel[]>;
}

interface NamedUpstream {
  readonly upstream: Upstream;
  readonly dialect: Dialect;
  readonly sessionHeader: string | undefined;
  readonly wholeReplies: boolean;
}

/**
 * Models of any server that speaks OpenAI's API. A source's location is `UPSTREAM/MODEL`.
 * @throws ReparteeError `config_invalid` for an upstream that cannot be used.
 */
export function createOpenaiCompatibleEngine(options: OpenaiCompatibleEngineOptions): OpenaiCompatibleEngine {
  const { log, upstreams = [], clock, tracer } = options;
  const named = new Map(upstreams.map((one) => [one.name, createNamed(one, { clock, tracer })]));

  function upstreamNamed(name: string, action: string): NamedUpstream {
    const found = named.get(name);
    if (found !== undefined) return found;
    throw new ReparteeError("config_invalid", `Cannot ${action}: there is no upstream "${name}"`, {
      hint: named.size === 0 ? "Name one under `upstreams`." : `Known are ${[...named.keys()].join(", ")}.`,
    });
  }

  return {
    id: "openai-compatible",
    capabilities: openaiCompatibleCapabilities,
    async load(source, loadOptions, signal) {
      const action = `load model "${source.name}"`;
      throwIfCancelled(signal, action);
      refuseLora(source, loadOptions, "the upstream serves an adapter as a model with a name of its own");
      const { upstreamName, model } = readLocation(source);
      const { upstream, ...how } = upstreamNamed(upstreamName, action);
      let listed: ListedModel;
      try {
        listed = await findModel(upstream, { model, dialect: how.dialect, log }, signal);
      } catch (thrown) {
        throw signal.aborted ? cancelledError(signal, action) : thrown;
      }
      loadOptions.onProgress?.(1);
      return createOpenaiModel({ source, options: loadOptions, listed, upstream, ...how });
    },
    list: (name, signal) => listModels(upstreamNamed(name, "list models").upstream, signal),
  };
}

function createNamed(
  options: OpenaiUpstreamOptions,
  shared: Pick<OpenaiCompatibleEngineOptions, "clock" | "tracer">,
): NamedUpstream {
  const { dialect: dialectId = "generic", sessionHeader, wholeReplies = false, ...rest } = options;
  if (sessionHeader !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(sessionHeader)) {
    const message = `Cannot use upstream "${options.name}": its session header is no name of a header`;
    throw new ReparteeError("config_invalid", message, { hint: "Write it as x-session-id." });
  }
  const upstream = createUpstream({ ...rest, ...shared });
  return { upstream, dialect: dialects[dialectId], sessionHeader, wholeReplies };
}

/** `gpu/meta-llama/Llama-3.1-8B` is the model `meta-llama/Llama-3.1-8B` of the upstream `gpu`. */
function readLocation({ name, location }: ModelSource): { readonly upstreamName: string; readonly model: string } {
  const slash = location.indexOf("/");
  if (slash > 0 && slash < location.length - 1) {
    return { upstreamName: location.slice(0, slash), model: location.slice(slash + 1) };
  }
  throw new ReparteeError("config_invalid", `Cannot load model "${name}": expected UPSTREAM/MODEL, got "${location}"`, {
    hint: "Write the reference as openai:UPSTREAM/MODEL.",
  });
}
