import { throwIfCancelled } from "../../core/abort.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { createEventQueue, type EventQueue } from "../../core/event-queue.ts";
import type { FinishReason, GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noTimings, type Timings } from "../../core/timings.ts";
import { unsupportedFeatures } from "../../core/unsupported-features.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import { roomForReply } from "./context-limits.ts";
import { evaluationError } from "./evaluation-error.ts";
import { eventLoopTurn } from "./event-loop-turn.ts";
import type { Reading } from "./language-model.ts";
import type { Prompt } from "./prompt.ts";
import { createReplyWriter } from "./reply-writer.ts";
import { resolveSampling } from "./reply-sampling.ts";
import { createTokenChooser } from "./token-chooser.ts";
import { throwIfClosed, type ModelDeps } from "./model-deps.ts";

/** Answers requests on a loaded model: prompt, turn, tokens, and exactly one terminal event. */
export interface Generator {
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
}

/** A reader that is this many events behind is given no more until it has caught up. */
const maxUnreadEvents = 256;

export function createGenerator(deps: ModelDeps): Generator {
  return {
    generate(request, callerSignal) {
      const left = new AbortController();
      let signal: AbortSignal | undefined;
      let wake: (() => void) | undefined;
      const onAbort = (): void => {
        // What was written and not read when the caller cancelled is dropped.
        queue.clear();
        wake?.();
      };
      const outlet: Outlet = {
        emit: (event) => queue.push(event),
        async room() {
          while (queue.unread >= maxUnreadEvents) {
            if (signal?.aborted === true) return;
            await new Promise<void>((resolve) => (wake = resolve));
          }
        },
      };
      const start = (): void => {
        const joined = AbortSignal.any([callerSignal, left.signal, deps.closed]);
        signal = joined;
        joined.addEventListener("abort", onAbort, { once: true });
        void answer(deps, request, outlet, joined).finally(() => {
          joined.removeEventListener("abort", onAbort);
          queue.end();
        });
      };
      const queue: EventQueue<GenerateEvent> = createEventQueue<GenerateEvent>({
        onOpen: start,
        onRead: () => wake?.(),
        onLeave: () => left.abort(),
      });
      return queue;
    },
  };
}

/** Where events go. */
interface Outlet {
  emit(event: GenerateEvent): void;
  /** Resolves when the reader has caught up, or will not any more. */
  room(): Promise<void>;
}

async function answer(deps: ModelDeps, request: GenerateRequest, outlet: Outlet, signal: AbortSignal): Promise<void> {
  const arrivedAt = performance.now();
  let leave: (() => void) | undefined;
  try {
    throwIfClosed(deps.closed);
    refuseUnable(request, deps);
    const prompt = deps.prompts.write(request.input, request.replyPrefix, request.maxTokens);
    const room = roomForReply(prompt, deps.limits);
    leave = await deps.mutex.acquire(signal, "answer");
    const run = { deps, request, prompt, room, waitMs: performance.now() - arrivedAt };
    outlet.emit(await writeReply(run, outlet, signal));
  } catch (thrown) {
    outlet.emit(failure(thrown, deps.closed, performance.now() - arrivedAt));
  } finally {
    leave?.();
  }
}

/** @throws ReparteeError `unsupported_by_model`. */
function refuseUnable({ input }: GenerateRequest, { capabilities }: ModelDeps): void {
  const support = input.kind === "chat" ? capabilities.chat : capabilities.completion;
  if (support === true) return;
  throw new ReparteeError("unsupported_by_model", `Cannot answer: ${support.unsupported}`, {
    hint: input.kind === "chat" ? "Choose a model that chats." : "Send the text as a user's message.",
  });
}

interface Run {
  readonly deps: ModelDeps;
  readonly request: GenerateRequest;
  readonly prompt: Prompt;
  /** Tokens that the reply may have. */
  readonly room: number;
  readonly waitMs: number;
}

/** Writes the whole reply; returns its terminal event. @throws what goes wrong, `cancelled` included. */
async function writeReply(run: Run, outlet: Outlet, signal: AbortSignal): Promise<GenerateEvent> {
  const { deps, request, prompt, waitMs } = run;
  const { model, tokenizer, rules } = deps;
  const chooser = createTokenChooser({
    sampling: resolveSampling(request.sampling, deps.sampling),
    rules,
    alternatives: request.logprobs?.top,
  });
  const writer = createReplyWriter({
    tokenizer,
    stop: request.stop ?? [],
    trimsStart: deps.trimsStart && (request.replyPrefix ?? "") === "",
    emit: outlet.emit,
  });
  const maxTokens = Math.min(request.maxTokens ?? run.room, run.room);
  const startedAt = performance.now();
  const { cachedTokens, ...behindPrompt } = await readPrompt(run, outlet, signal);
  let { reading } = behindPrompt;
  const firstAt = performance.now();
  const reply: number[] = [];
  /** How many of them the model has read; the last one it need not. */
  let readTokens = 0;

  function finish(reason: FinishReason): GenerateEvent {
    model.remember(reading.read, [...prompt.ids, ...reply.slice(0, readTokens)]);
    const usage: Usage = { promptTokens: prompt.tokenCount, completionTokens: reply.length, cachedTokens };
    const timings: Timings = { waitMs, prefillMs: firstAt - startedAt, decodeMs: performance.now() - firstAt };
    const warnings = [...prompt.warnings, ...unsupportedFeatures(request, deps.capabilities)];
    return { type: "finish", reason, usage, timings, warnings };
  }

  while (true) {
    if (signal.aborted) {
      throwIfClosed(deps.closed);
      return finish("cancelled");
    }
    const chosen = chooser.choose(reading.logits, reply);
    const { id } = chosen;
    reply.push(id);
    const isEnd = rules.endIds.has(id);
    const isStopped = !isEnd && writer.write(chosen);
    if (isEnd || isStopped || reply.length >= maxTokens) {
      writer.flush();
      return finish(isEnd || isStopped ? "stop" : "length");
    }
    await outlet.room();
    await eventLoopTurn();
    if (signal.aborted) continue;
    reading = await evaluated(model.read(reading.read, [id]));
    readTokens += 1;
  }
}

async function readPrompt(
  { deps, prompt }: Run,
  outlet: Outlet,
  signal: AbortSignal,
): Promise<{ reading: Reading<unknown>; cachedTokens: number }> {
  const { model } = deps;
  const { read, cachedTokens, parts } = await evaluated(model.begin(prompt));
  const totalTokens = prompt.tokenCount;
  let processedTokens = cachedTokens;
  outlet.emit({ type: "prefill", processedTokens, totalTokens, cachedTokens });
  let reading: Reading<unknown> | undefined;
  for (const part of parts) {
    await eventLoopTurn();
    throwIfCancelled(signal, "read the prompt");
    reading = await evaluated(model.read(reading?.read ?? read, part));
    // What an encoder reads is counted with the decoder's first step.
    processedTokens = part === parts.at(-1) ? totalTokens : processedTokens + part.length;
    outlet.emit({ type: "prefill", processedTokens, totalTokens, cachedTokens });
  }
  if (reading === undefined) throw new ReparteeError("internal", "A prompt was given no part to be read");
  return { reading, cachedTokens };
}

async function evaluated<T>(evaluation: Promise<T>): Promise<T> {
  try {
    return await evaluation;
  } catch (thrown) {
    throw evaluationError(thrown);
  }
}

function failure(thrown: unknown, closed: AbortSignal, waitMs: number): GenerateEvent {
  const error = toReparteeError(thrown, "generation_failed");
  if (error.code !== "cancelled") return { type: "error", error };
  if (closed.aborted) return { type: "error", error: toReparteeError(closed.reason) };
  return { type: "finish", reason: "cancelled", usage: noUsage, timings: { ...noTimings, waitMs }, warnings: [] };
}
