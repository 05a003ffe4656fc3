import { throwIfCancelled } from "./abort.ts";
import type { Capabilities } from "./capabilities.ts";
import { systemClock } from "./clock.ts";
import type { LoadedModel, LoadOptions, ModelSource } from "./engine.ts";
import { ReparteeError, toReparteeError } from "./errors.ts";
import type { FinishEvent, FinishReason, GenerateEvent } from "./generate-event.ts";
import type { GenerateRequest } from "./generate-request.ts";
import { promptWords } from "./prompt-words.ts";
import { createStopTextFilter } from "./stop-text.ts";
import { unsupportedFeatures } from "./unsupported-features.ts";
import { splitWords } from "./word-tokens.ts";

/** How an engine without a model comes to its replies. */
export interface StaticReplyModelOptions {
  readonly engine: string;
  readonly capabilities: Capabilities;
  /** The whole reply to a request. What it throws ends the reply as `generation_failed`. */
  readonly write: (request: GenerateRequest) => string;
  /** Words of prompt and reply together; absent: no limit. */
  readonly contextWindowTokens?: number;
}

/** A written reply costs nothing; the number only has to be above what a server lets in at once. */
const slots = 64;
/** Words given out before others are let to run: an abort that comes over the network is seen within so many words. */
const wordsPerTurn = 32;

/**
 * Loads a model whose replies are known as a whole and given out word by word, keeping the engine contract: token
 * limit, stop texts, abort, unload, counts in words.
 * @throws ReparteeError `cancelled`; `model_load_failed` when a LoRA adapter is asked for.
 */
export async function loadStaticReplyModel(
  options: StaticReplyModelOptions,
  source: ModelSource,
  loadOptions: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const action = `load model "${source.name}"`;
  throwIfCancelled(signal, action);
  if (loadOptions.loraPath !== undefined) {
    const message = `Cannot ${action} with a LoRA adapter: engine "${options.engine}" has no weights to adapt`;
    throw new ReparteeError("model_load_failed", message, { hint: "Remove the LoRA adapter from this model's entry." });
  }
  loadOptions.onProgress?.(1);
  return createStaticReplyModel(options, source.name);
}

function createStaticReplyModel(options: StaticReplyModelOptions, name: string): LoadedModel {
  const { capabilities, contextWindowTokens } = options;
  const closing = new AbortController();

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    try {
      yield yield* giveOut(request, signal);
    } catch (thrown) {
      yield { type: "error", error: toReparteeError(thrown, "generation_failed") };
    }
  }

  /** Returns the terminal event; throws the error of a failure. */
  async function* giveOut(
    request: GenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, FinishEvent, void> {
    const startMs = systemClock.now();
    const promptTokens = promptWords(request.input, request.replyPrefix).length;
    let completionTokens = 0;

    function finish(reason: FinishReason): FinishEvent {
      const usage = { promptTokens, completionTokens, cachedTokens: 0 };
      const timings = { waitMs: 0, prefillMs: 0, decodeMs: systemClock.now() - startMs };
      return { type: "finish", reason, usage, timings, warnings: unsupportedFeatures(request, capabilities) };
    }

    assertPresent(closing.signal);
    if (signal.aborted) return finish("cancelled");
    const limit = Math.min(request.maxTokens ?? Infinity, roomFor(promptTokens, contextWindowTokens));
    const words = splitWords(withoutPrefix(options.write(request), request.replyPrefix ?? ""));
    const stop = createStopTextFilter(request.stop ?? []);
    yield { type: "prefill", processedTokens: promptTokens, totalTokens: promptTokens, cachedTokens: 0 };

    for (const word of words.slice(0, limit)) {
      if (completionTokens > 0 && completionTokens % wordsPerTurn === 0) await otherWorkDone();
      assertPresent(closing.signal);
      if (signal.aborted) return finish("cancelled");
      completionTokens += 1;
      const { text, stopped } = stop.push(word);
      yield { type: "text-delta", text, tokenCount: 1 };
      if (stopped) return finish("stop");
    }
    const held = stop.flush();
    if (held !== "") yield { type: "text-delta", text: held, tokenCount: 0 };
    assertPresent(closing.signal);
    if (signal.aborted) return finish("cancelled");
    return finish(words.length > limit ? "length" : "stop");
  }

  return {
    info: { name, engine: options.engine, device: "none", slots, chatTemplate: "none", contextWindowTokens },
    capabilities,
    closed: closing.signal,
    generate,
    async unload() {
      closing.abort(new ReparteeError("model_unloaded", `Cannot answer: model "${name}" was unloaded`));
    },
    countTokens: async (input) => promptWords(input).length,
  };
}

/** @throws ReparteeError `model_unloaded` */
function assertPresent(closed: AbortSignal): void {
  if (closed.aborted) throw closed.reason;
}

/** Words that the reply may have. @throws ReparteeError `context_length_exceeded` when there is room for none. */
function roomFor(promptTokens: number, contextWindowTokens: number = Infinity): number {
  if (promptTokens < contextWindowTokens) return contextWindowTokens - promptTokens;
  const message = `Cannot answer: the prompt has ${promptTokens} words, the context window ${contextWindowTokens}`;
  throw new ReparteeError("context_length_exceeded", message, {
    hint: "Send fewer or shorter messages.",
    facts: { n_prompt_tokens: promptTokens, n_ctx: contextWindowTokens },
  });
}

/** The part of a reply that follows the text it was asked to begin with. */
function withoutPrefix(reply: string, prefix: string): string {
  return reply.startsWith(prefix) ? reply.slice(prefix.length) : reply;
}

/** Lets timers, sockets and other replies have their turn: a loop over promises alone would keep them all waiting. */
function otherWorkDone(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
