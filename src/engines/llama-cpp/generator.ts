import { createEventQueue } from "../../core/event-queue.ts";
import type { EventQueue } from "../../core/event-queue.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noUsage } from "../../core/usage.ts";
import type { Warning } from "../../core/warning.ts";
import { generateRequestSchema, isWrittenText, readValue } from "../../schema/index.ts";
import { roomForReply } from "./check-prompt-length.ts";
import { explainFailure } from "./gpu-complaints.ts";
import { throwIfClosed } from "./model-deps.ts";
import type { ModelDeps } from "./model-deps.ts";
import { createGeneration } from "./generation.ts";
import type { Generation, GenerationOutcome } from "./generation.ts";
import type { ReplyGrammar } from "./grammar.ts";
import type { TokenizedPrompt } from "./prompt.ts";
import { openPrompt } from "./prompt-reader.ts";
import { createReplyWriter } from "./reply-writer.ts";
import { checkBiasedTokens, resolveSampling } from "./sampling.ts";
import type { Slot } from "./slots.ts";
import { createTokenSource } from "./token-source.ts";

/** Answers requests on a loaded model: prompt, slot, steps, and exactly one terminal event. */
export interface Generator {
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
}

/** A reader that is this many events behind is given no more until it has caught up. */
const maxUnreadEvents = 256;

export function createGenerator(deps: ModelDeps): Generator {
  const running = new Map<EventQueue<GenerateEvent>, Promise<void>>();

  return {
    generate(request, callerSignal) {
      const left = new AbortController();
      const signal = AbortSignal.any([callerSignal, left.signal, deps.closed]);
      const onAbort = (): void => {
        // What was written and not read when the caller cancelled is dropped.
        queue.clear();
        deps.stepper.wake();
      };
      const start = (): void => {
        signal.addEventListener("abort", onAbort, { once: true });
        const run = answer(deps, request, queue, signal).finally(() => {
          signal.removeEventListener("abort", onAbort);
          queue.end();
          running.delete(queue);
        });
        running.set(queue, run);
      };
      const queue = createEventQueue<GenerateEvent>({
        onOpen: start,
        onRead: deps.stepper.wake,
        onLeave: () => left.abort(),
      });
      return queue;
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
}

/** What a request needs before it can take a slot. */
interface Preparation {
  readonly prompt: TokenizedPrompt;
  readonly room: number;
  readonly grammar: ReplyGrammar | undefined;
}

async function answer(
  deps: ModelDeps,
  request: GenerateRequest,
  queue: EventQueue<GenerateEvent>,
  signal: AbortSignal,
): Promise<void> {
  const arrivedAt = deps.now();
  let slot: Slot | undefined;
  try {
    throwIfClosed(deps.closed);
    const preparation = await prepare(deps, request, signal);
    slot = await deps.slots.take(preparation.prompt.tokens, signal, request.client);
    const waitMs = deps.now() - arrivedAt;
    const { generation, warnings } = beginGeneration(deps, request, preparation, slot, queue, signal);
    await deps.stepper.run(generation);
    queue.push(await terminalEvent(generation.outcome(), deps.closed, waitMs, warnings));
  } catch (thrown) {
    queue.push(await failure(thrown, deps, deps.now() - arrivedAt));
  } finally {
    if (slot !== undefined) {
      deps.prefixes.leave(slot.sequence);
      deps.slots.give(slot);
    }
  }
}

async function prepare(deps: ModelDeps, request: GenerateRequest, signal: AbortSignal): Promise<Preparation> {
  // A value that the binding cannot read throws where nothing catches it, and would end every reply of this process.
  readValue(generateRequestSchema, request, { isSecret: isWrittenText });
  checkBiasedTokens(request.sampling?.logitBias, deps.vocabulary.size);
  const prompt = await deps.prompts.tokenize(request.input, { replyPrefix: request.replyPrefix, signal });
  if (prompt.tokens.length === 0) {
    throw new ReparteeError("invalid_request", "Cannot answer: the prompt is empty", {
      hint: "Send at least one word.",
    });
  }
  const room = roomForReply(prompt.tokens.length, deps.contextSize);
  return { prompt, room, grammar: await deps.grammars.build(request) };
}

function beginGeneration(
  deps: ModelDeps,
  request: GenerateRequest,
  { prompt, room, grammar }: Preparation,
  { sequence }: Slot,
  queue: EventQueue<GenerateEvent>,
  signal: AbortSignal,
): { generation: Generation; warnings: readonly Warning[] } {
  const { model, vocabulary, now } = deps;
  const sampling = resolveSampling(request.sampling, deps);
  const batch = request.logprobs === undefined ? deps.batch : undefined;
  const reader = openPrompt(sequence, prompt.tokens, deps.prefixes, batch);
  const writer = createReplyWriter({
    model,
    vocabulary,
    request,
    toolCallForm: prompt.toolCallForm,
    isJson: grammar !== undefined,
    opensReasoning: prompt.opensReasoning === true,
    emit: queue.push,
  });
  const reportProgress = (): void =>
    queue.push({
      type: "prefill",
      processedTokens: reader.totalTokens - reader.pendingTokens(),
      totalTokens: reader.totalTokens,
      cachedTokens: reader.cachedTokens(),
      ...(prompt.opensReasoning === true ? { opensReasoning: true } : {}),
    });
  reportProgress();
  const generation = createGeneration({
    isBatched: batch !== undefined,
    prompt: reader,
    openSource: (promptRest, replyTokens) =>
      createTokenSource({
        batch,
        sequence,
        promptRest,
        sampling,
        replyTokens,
        grammar: grammar?.state,
        alternatives: request.logprobs?.top,
      }),
    writer,
    maxTokens: Math.min(request.maxTokens ?? room, room),
    signal,
    client: request.client,
    readerKeepsUp: () => queue.unread < maxUnreadEvents,
    onPromptProgress: reportProgress,
    now,
  });
  return { generation, warnings: [...prompt.warnings, ...sampling.warnings, ...(grammar?.warnings ?? [])] };
}

async function terminalEvent(
  outcome: GenerationOutcome,
  closed: AbortSignal,
  waitMs: number,
  warnings: readonly Warning[],
): Promise<GenerateEvent> {
  const { end, usage, prefillMs, decodeMs } = outcome;
  if ("error" in end) return { type: "error", error: await explainFailure(end.error, "generation_failed") };
  if (end.reason === "cancelled" && closed.aborted) return { type: "error", error: toReparteeError(closed.reason) };
  return { type: "finish", reason: end.reason, usage, timings: { waitMs, prefillMs, decodeMs }, warnings };
}

async function failure(thrown: unknown, { closed }: ModelDeps, waitMs: number): Promise<GenerateEvent> {
  const error = await explainFailure(thrown, "generation_failed");
  if (error.code !== "cancelled") return { type: "error", error };
  if (closed.aborted) return { type: "error", error: toReparteeError(closed.reason) };
  return {
    type: "finish",
    reason: "cancelled",
    usage: noUsage,
    timings: { waitMs, prefillMs: 0, decodeMs: 0 },
    warnings: [],
  };
}
