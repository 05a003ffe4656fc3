import type { Clock } from "../../core/clock.ts";
import type { Capabilities } from "../../core/capabilities.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ErrorEvent, FinishEvent, FinishReason, GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { createStopTextFilter } from "../../core/stop-text.ts";
import type { Warning } from "../../core/warning.ts";
import { fakeLogprob } from "./fake-logprobs.ts";
import type { FakeStep } from "./fake-script.ts";
import { never, type PauseEnd, pauseFor, pauseUntil } from "./pause.ts";

/** What one reply of a fake model is made from. */
export interface FakeGeneration {
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
  readonly steps: readonly FakeStep[];
  readonly capabilities: Capabilities;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly contextWindowTokens: number;
  readonly forcedWord: string | undefined;
  readonly warnings: readonly Warning[];
  readonly clock: Clock;
  /** When the request came, on `clock`. */
  readonly arrivedMs: number;
  readonly closed: AbortSignal;
  readonly closedError: () => ReparteeError;
  /** Makes the whole model go; `closed` is aborted when it returns. */
  readonly crash: () => void;
}

type TerminalEvent = FinishEvent | ErrorEvent;

/** Plays a script. Returns the terminal event instead of yielding it, so that there is exactly one. */
export async function* playScript(generation: FakeGeneration): AsyncGenerator<GenerateEvent, TerminalEvent, void> {
  const { request, signal, steps, capabilities, clock, closed } = generation;
  const startedMs = clock.now();
  const filter = createStopTextFilter(capabilities.stop === true ? (request.stop ?? []) : []);
  const room = generation.contextWindowTokens - generation.promptTokens;
  const maxTokens = Math.min(request.maxTokens ?? Infinity, room);
  const logprobs = capabilities.logprobs === true ? request.logprobs : undefined;
  let cachedTokens = generation.cachedTokens;
  let completionTokens = 0;
  let calledTool = false;

  function finish(reason: FinishReason): FinishEvent {
    const timings = { waitMs: startedMs - generation.arrivedMs, prefillMs: 0, decodeMs: clock.now() - startedMs };
    const usage = { promptTokens: generation.promptTokens, completionTokens, cachedTokens };
    return { type: "finish", reason, usage, timings, warnings: generation.warnings };
  }
  function ended(how: "cancelled" | "closed"): TerminalEvent {
    return how === "closed" ? { type: "error", error: generation.closedError() } : finish("cancelled");
  }
  /** How the reply ends now although the script goes on. */
  function cut(): TerminalEvent | undefined {
    if (closed.aborted) return ended("closed");
    return signal.aborted ? ended("cancelled") : undefined;
  }

  if (room < 1) {
    const facts = { n_prompt_tokens: generation.promptTokens, n_ctx: generation.contextWindowTokens };
    const message = `Cannot answer: the prompt has ${facts.n_prompt_tokens} tokens, the context window ${facts.n_ctx}`;
    return { type: "error", error: new ReparteeError("context_length_exceeded", message, { facts }) };
  }
  if (signal.aborted) return ended("cancelled");
  if (steps[0]?.type !== "prefill") {
    const { promptTokens } = generation;
    yield { type: "prefill", processedTokens: promptTokens, totalTokens: promptTokens, cachedTokens };
  }

  for (const step of steps) {
    const end = cut();
    if (end !== undefined) return end;
    switch (step.type) {
      case "tokens":
        for (const scripted of step.texts) {
          const over = cut();
          if (over !== undefined) return over;
          const token = generation.forcedWord ?? scripted;
          completionTokens += 1;
          const { text, stopped } = filter.push(token);
          const atLimit = completionTokens >= maxTokens;
          const shown = atLimit && !stopped ? text + filter.flush() : text;
          yield {
            type: "text-delta",
            text: shown,
            tokenCount: 1,
            ...(logprobs === undefined ? {} : { logprobs: [fakeLogprob(token, logprobs.top)] }),
          };
          if (stopped) return cut() ?? finish("stop");
          if (atLimit) return cut() ?? finish("length");
        }
        break;
      case "tool-call":
        calledTool = true;
        for (const [index, piece] of step.pieces.entries()) {
          const over = cut();
          if (over !== undefined) return over;
          completionTokens += 1;
          const first = index === 0 ? { id: step.id, name: step.name } : {};
          yield { type: "tool-call-delta", index: 0, ...first, argumentsDelta: piece, tokenCount: 1 };
          if (completionTokens >= maxTokens) return cut() ?? finish("length");
        }
        break;
      case "prefill":
        cachedTokens = step.cachedTokens;
        yield step;
        break;
      case "wait":
      case "delay":
      case "hang":
      case "wedge": {
        const how = await pause(step, generation);
        if (how !== "over") return ended(how);
        break;
      }
      case "crash":
        generation.crash();
        break;
      case "fail":
        return { type: "error", error: step.error };
      case "finish":
        return finish(step.reason);
    }
  }
  const held = filter.flush();
  if (held !== "" && cut() === undefined) yield { type: "text-delta", text: held, tokenCount: 0 };
  return cut() ?? finish(calledTool ? "tool-calls" : "stop");
}

type PauseStep = Extract<FakeStep, { readonly type: "wait" | "delay" | "hang" | "wedge" }>;

function pause(step: PauseStep, { clock, signal, closed }: FakeGeneration): Promise<PauseEnd> {
  switch (step.type) {
    case "wait":
      return pauseUntil(step.gate.opened, signal, closed);
    case "hang":
      return pauseUntil(never, signal, closed);
    case "wedge":
      return pauseUntil(never, undefined, closed);
    case "delay":
      return pauseFor(clock, step.ms, signal, closed);
  }
}
