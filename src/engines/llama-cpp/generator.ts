import { checkGenerateRequest } from "../../core/check-generate-request.ts";
import { createEventQueue } from "../../core/event-queue.ts";
import type { EventQueue } from "../../core/event-queue.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noUsage } from "../../core/usage.ts";
import type { Warning } from "../../core/warning.ts";
import { roomForReply } from "./check-prompt-length.ts";
import { explainFailure } from "./gpu-complaints.ts";
import { throwIfGone } from "./workbench.ts";
import type { Workbench } from "./workbench.ts";
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

export function createGenerator(workbench: Workbench): Generator {
  const running = new Map<EventQueue<GenerateEvent>, Promise<void>>();

  return {
    generate(request, callerSignal) {
      const left = new AbortController();
      const signal = AbortSignal.any([callerSignal, left.signal, workbench.gone]);
      const onAbort = (): void => {
        // What was written and not read when the caller cancelled is not told any more.
        queue.clear();
        workbench.stepper.wake();
      };
      const start = (): void => {
        signal.addEventListener("abort", onAbort, { once: true });
        const run = answer(workbench, request, queue, signal).finally(() => {
          signal.removeEventListener("abort", onAbort);
          queue.end();
          running.delete(queue);
        });
        running.set(queue, run);
      };
      const queue = createEventQueue<GenerateEvent>({
        onOpen: start,
        onRead: workbench.stepper.wake,
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
  workbench: Workbench,
  request: GenerateRequest,
  queue: EventQueue<GenerateEvent>,
  signal: AbortSignal,
): Promise<void> {
  const arrivedAt = workbench.now();
  let slot: Slot | undefined;
  try {
    throwIfGone(workbench.gone);
    const preparation = await prepare(workbench, request);
    slot = await workbench.slots.take(preparation.prompt.tokens, signal);
    const waitMs = workbench.now() - arrivedAt;
    const { generation, warnings } = await beginGeneration(workbench, request, preparation, slot, queue, signal);
    await workbench.stepper.run(generation);
    queue.push(await terminalEvent(generation.outcome(), workbench.gone, waitMs, warnings));
  } catch (thrown) {
    queue.push(await failure(thrown, workbench, workbench.now() - arrivedAt));
  } finally {
    if (slot !== undefined) workbench.slots.give(slot);
  }
}

async function prepare(workbench: Workbench, request: GenerateRequest): Promise<Preparation> {
  // A value that the binding cannot read throws where nothing catches it, and would end every reply of this process.
  checkGenerateRequest(request);
  checkBiasedTokens(request.sampling?.logitBias, workbench.vocabulary.size);
  const prompt = workbench.prompts.tokenize(request.input, request.replyPrefix);
  if (prompt.tokens.length === 0) {
    throw new ReparteeError("invalid_request", "Cannot answer: the prompt is empty.", {
      hint: "Send at least one word.",
    });
  }
  const room = roomForReply(prompt.tokens.length, workbench.contextSize);
  return { prompt, room, grammar: await workbench.grammars.build(request) };
}

async function beginGeneration(
  workbench: Workbench,
  request: GenerateRequest,
  { prompt, room, grammar }: Preparation,
  { sequence }: Slot,
  queue: EventQueue<GenerateEvent>,
  signal: AbortSignal,
): Promise<{ generation: Generation; warnings: readonly Warning[] }> {
  const { model, vocabulary, now } = workbench;
  const sampling = resolveSampling(request.sampling, model);
  const reader = await openPrompt(sequence, prompt.tokens);
  const writer = createReplyWriter({
    model,
    vocabulary,
    request,
    expectsToolCalls: prompt.toolCallForm !== undefined,
    isJson: grammar !== undefined,
    emit: queue.push,
  });
  const reportProgress = (processedTokens: number): void =>
    queue.push({
      type: "prefill",
      processedTokens,
      totalTokens: reader.totalTokens,
      cachedTokens: reader.cachedTokens,
    });
  reportProgress(reader.cachedTokens);
  const generation = createGeneration({
    prompt: reader,
    openSource: (promptRest, replyTokens) =>
      createTokenSource({
        sequence,
        promptRest,
        sampling,
        replyTokens,
        ...(grammar === undefined ? {} : { grammar: grammar.state }),
        ...(request.logprobs === undefined ? {} : { alternatives: request.logprobs.top }),
      }),
    writer,
    maxTokens: Math.min(request.maxTokens ?? room, room),
    signal,
    readerKeepsUp: () => queue.unread < maxUnreadEvents,
    onPromptProgress: reportProgress,
    now,
  });
  return { generation, warnings: [...prompt.warnings, ...sampling.warnings, ...(grammar?.warnings ?? [])] };
}

async function terminalEvent(
  outcome: GenerationOutcome,
  gone: AbortSignal,
  waitMs: number,
  warnings: readonly Warning[],
): Promise<GenerateEvent> {
  const { end, usage, prefillMs, decodeMs } = outcome;
  if ("error" in end) return { type: "error", error: await explainFailure(end.error, "generation_failed") };
  if (end.reason === "cancelled" && gone.aborted) return { type: "error", error: toReparteeError(gone.reason) };
  return { type: "finish", reason: end.reason, usage, timings: { waitMs, prefillMs, decodeMs }, warnings };
}

async function failure(thrown: unknown, { gone }: Workbench, waitMs: number): Promise<GenerateEvent> {
  const error = await explainFailure(thrown, "generation_failed");
  if (error.code !== "cancelled") return { type: "error", error };
  if (gone.aborted) return { type: "error", error: toReparteeError(gone.reason) };
  return {
    type: "finish",
    reason: "cancelled",
    usage: noUsage,
    timings: { waitMs, prefillMs: 0, decodeMs: 0 },
    warnings: [],
  };
}
