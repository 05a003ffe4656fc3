import { setMaxListeners } from "node:events";
import { cancelledError } from "../core/abort.ts";
import type { Capabilities } from "../core/capabilities.ts";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
import type { LoadedModel, LoadOptions, ModelSource } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { ModelInfo } from "../core/model-info.ts";
import { createCallScope } from "./call-scope.ts";
import { assertPromptMayFit } from "./prompt-bound.ts";
import { createReplyGenerator, type ReplyCall } from "./reply-generator.ts";
import type { Upstream } from "./upstream.ts";

export interface UpstreamModelOptions {
  readonly info: ModelInfo;
  readonly capabilities: Capabilities;
  readonly upstream: Upstream;
  /** Prompts that certainly have more tokens are refused without asking. */
  readonly contextWindowTokens: number | undefined;
  /** @throws ReparteeError */
  readonly prepare: (request: GenerateRequest) => ReplyCall;
  /** Present exactly when the capabilities say so. @throws ReparteeError */
  readonly embed?: (request: EmbedRequest, signal: AbortSignal) => Promise<EmbedResult>;
  /** Called once; its failure is the caller's to log. */
  readonly onUnload: () => Promise<void>;
}

/** A model that another server runs, held to the engine contract. */
export function createUpstreamModel(options: UpstreamModelOptions): LoadedModel {
  const { info, capabilities, upstream, embed } = options;
  const closing = new AbortController();
  // Every call that runs listens to it.
  setMaxListeners(0, closing.signal);
  let unloading: Promise<void> | undefined;

  function prepare(request: GenerateRequest): ReplyCall {
    const ability = request.input.kind === "chat" ? "chat" : "completion";
    const support = capabilities[ability];
    if (support !== true) throw unsupported(info.name, support.unsupported);
    assertPromptMayFit(request, options.contextWindowTokens);
    return options.prepare(request);
  }

  /** Gives up with the model as well as with the caller. */
  async function embedTexts(
    run: NonNullable<UpstreamModelOptions["embed"]>,
    request: EmbedRequest,
    signal: AbortSignal,
  ): Promise<EmbedResult> {
    if (closing.signal.aborted) throw closing.signal.reason;
    if (signal.aborted) throw cancelledError(signal, "embed");
    const scope = createCallScope(signal, closing.signal);
    try {
      return await run(request, scope.signal);
    } catch (thrown) {
      if (closing.signal.aborted) throw closing.signal.reason;
      if (signal.aborted) throw cancelledError(signal, "embed");
      throw thrown;
    } finally {
      scope.end();
    }
  }

  async function unload(): Promise<void> {
    const message = `Cannot answer: model "${info.name}" was unloaded`;
    closing.abort(new ReparteeError("model_unloaded", message, { retryAfterSeconds: 1 }));
    await options.onUnload();
  }

  return {
    info,
    capabilities,
    closed: closing.signal,
    generate: createReplyGenerator({ model: info.name, upstream, closed: closing.signal, prepare }),
    unload: () => (unloading ??= unload()),
    ...(embed === undefined ? {} : { embed: (request, signal) => embedTexts(embed, request, signal) }),
  };
}

/** What no remote engine can load. @throws ReparteeError `model_load_failed` */
export function refuseLora(source: ModelSource, options: LoadOptions, reason: string): void {
  if (options.loraPath === undefined) return;
  const message = `Cannot load model "${source.name}" with a LoRA adapter: ${reason}`;
  throw new ReparteeError("model_load_failed", message, { hint: "Remove the LoRA adapter from this model's entry." });
}

function unsupported(model: string, reason: string): ReparteeError {
  return new ReparteeError("unsupported_by_model", `Cannot answer with model "${model}": ${reason}`, {
    hint: "Use another model; docs/engines.md says what each engine can do.",
  });
}
