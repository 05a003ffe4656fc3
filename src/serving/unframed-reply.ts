/**
 * A model's reply without the marks that framed tools in its prompt; a reply of nothing else is the last tool's result.
 */
import type { GenerateWith } from "../core/engine.ts";
import { createFrameMarkFilter } from "../core/frame-marks.ts";
import type { FinishEvent, GenerateEvent, GeneratedTokenLogprob, TextDeltaEvent } from "../core/generate-event.ts";
import type { PromptInput } from "../core/generate-request.ts";

/** @param marks as of `frameMarksOf`, of the request's input */
export function unframed(generateWith: GenerateWith | undefined, marks: readonly string[]): GenerateWith {
  return (model, request, signal) => {
    const events = generateWith?.(model, request, signal) ?? model.generate(request, signal);
    const iterator = events[Symbol.asyncIterator]();
    const reader = createReader(marks, request.input);
    const ready: GenerateEvent[] = [];
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        while (ready.length === 0) {
          const next = await iterator.next();
          if (next.done === true) return { done: true, value: undefined };
          ready.push(...reader.read(next.value));
        }
        const [event] = ready.splice(0, 1);
        return event === undefined ? { done: true, value: undefined } : { done: false, value: event };
      },
      // Not behind an event that is waited for: a model that hangs gives none.
      async return() {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    } satisfies AsyncIterableIterator<GenerateEvent, undefined>;
  };
}

interface Reader {
  /** The events to give out in place of one. */
  read(event: GenerateEvent): readonly GenerateEvent[];
}

function createReader(marks: readonly string[], input: PromptInput): Reader {
  let filter = createFrameMarkFilter(marks);
  /** Whether the model wrote anything visible, marks included. */
  let isBegun = false;
  let isShown = false;
  let hasTaken = false;
  let logprobs: readonly GeneratedTokenLogprob[] = [];

  function text(shown: string, tokenCount: number): TextDeltaEvent {
    isShown ||= /\S/.test(shown);
    const given = shown === "" ? [] : logprobs;
    if (shown !== "") logprobs = [];
    return { type: "text-delta", text: shown, tokenCount, ...(given.length === 0 ? {} : { logprobs: given }) };
  }

  function readText(event: TextDeltaEvent): TextDeltaEvent {
    isBegun ||= /\S/.test(event.text);
    logprobs = [...logprobs, ...(event.logprobs ?? [])];
    return text(filter.push(event.text), event.tokenCount);
  }

  /** A text that ended: another may follow a call. */
  function endText(): readonly GenerateEvent[] {
    const rest = filter.flush();
    hasTaken ||= filter.hasTaken;
    filter = createFrameMarkFilter(marks);
    return rest === "" ? [] : [text(rest, 0)];
  }

  function inPlaceOfNothing({ reason }: FinishEvent): readonly GenerateEvent[] {
    const result = reason === "stop" && hasTaken && !isShown ? lastResult(input) : "";
    return result === "" ? [] : [text(result, 0)];
  }

  return {
    read(event) {
      switch (event.type) {
        case "text-delta":
          return [readText(event)];
        case "tool-call-delta": {
          const before = endText();
          isShown = true;
          return [...before, event];
        }
        case "finish":
          return [...endText(), ...inPlaceOfNothing(event), event];
        case "error":
          return [...endText(), event];
        default:
          // Nothing was written yet, and all of it is written again.
          if (!isBegun) filter = createFrameMarkFilter(marks);
          return [event];
      }
    },
  };
}

/** What the reply was to be about; empty where the conversation does not end with a tool's result. */
function lastResult(input: PromptInput): string {
  const last = input.kind === "chat" ? input.messages.at(-1) : undefined;
  return last?.role === "tool" ? last.content.trim() : "";
}
