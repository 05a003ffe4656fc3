/**
 * A reply as Ollama's frames: one object for each chunk, then one with the counts. A whole reply is the same frames put
 * together, as Ollama itself makes it.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import type { FrameSource } from "../event-stream.ts";
import { toChatLogprobs } from "../openai/chat-logprobs.ts";
import type { PartEvent } from "../replies/choices.ts";
import { finishProvenance } from "../replies/provenance.ts";
import type { ToolCall } from "../../core/tool.ts";

/** What one frame adds to the reply. */
export interface Written {
  readonly text?: string;
  readonly thinking?: string;
  readonly toolCalls?: readonly OllamaToolCall[];
}

interface OllamaToolCall {
  readonly function: { readonly name: string; readonly arguments: object; readonly index: number };
}

/** Where in a frame what was written goes: `message` of a chat, `response` of generate. */
export type FrameShape = (written: Written) => object;

export interface ReplyFrame {
  readonly written: Written;
  readonly logprobs?: readonly GeneratedTokenLogprob[];
  /** Of the last frame. */
  readonly finish?: ReplyFinishEvent;
}

/** The last frame has `finish`. @throws ReparteeError of a reply that broke off. */
export async function* replyFrames(events: AsyncIterable<PartEvent>): AsyncGenerator<ReplyFrame, void, void> {
  const calls: ToolCall[] = [];
  for await (const event of events) {
    switch (event.type) {
      case "text-delta":
        if (event.text !== "")
          yield { written: { text: event.text }, ...(event.logprobs && { logprobs: event.logprobs }) };
        break;
      case "reasoning-delta":
        yield { written: { thinking: event.text } };
        break;
      case "tool-call-delta": {
        const call = calls[event.index] ?? { id: event.id ?? "", name: event.name ?? "", arguments: "" };
        calls[event.index] = { ...call, arguments: call.arguments + event.argumentsDelta };
        break;
      }
      case "finish":
        // Arguments are an object here, so that a call is sent when it is whole.
        if (calls.length > 0) yield { written: { toolCalls: calls.map(toOllamaCall) } };
        yield { written: {}, finish: event };
        return;
      case "error":
        throw event.error;
      default: // progress, for which there is no frame
    }
  }
  throw new ReparteeError("internal", "A reply ended without a terminal event");
}

function toOllamaCall({ name, arguments: text }: ToolCall, index: number): OllamaToolCall {
  return { function: { index, name, arguments: readArguments(text) } };
}

/** A reply that was cut off has arguments that are cut off as well. */
function readArguments(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

export function frameBody(
  { written, logprobs, finish }: ReplyFrame,
  { model, shape }: { readonly model: string; readonly shape: FrameShape },
): object {
  return {
    model,
    created_at: new Date().toISOString(),
    ...shape(written),
    ...(logprobs === undefined ? {} : { logprobs: toChatLogprobs(logprobs).content }),
    done: finish !== undefined,
    ...(finish === undefined ? {} : counts(finish)),
  };
}

const nanosecondsPerMs = 1e6;

function counts(finish: ReplyFinishEvent): object {
  const { timings, usage, finishReason, complete } = finish;
  const nanoseconds = (ms: number): number => Math.round(ms * nanosecondsPerMs);
  return {
    done_reason: finishReason === "length" || finishReason === "cancelled" || !complete ? "length" : "stop",
    total_duration: nanoseconds(timings.totalMs),
    load_duration: nanoseconds(timings.loadMs),
    prompt_eval_count: usage.promptTokens,
    prompt_eval_duration: nanoseconds(timings.prefillMs),
    eval_count: usage.completionTokens,
    eval_duration: nanoseconds(timings.decodeMs),
    repartee: finishProvenance(finish),
  };
}

/** One line of JSON a frame; the last one ends the stream. */
export async function* toLines(
  frames: AsyncIterable<ReplyFrame>,
  body: { readonly model: string; readonly shape: FrameShape },
): FrameSource {
  for await (const frame of frames) {
    const line = `${JSON.stringify(frameBody(frame, body))}\n`;
    if (frame.finish !== undefined) return line;
    yield line;
  }
  throw new ReparteeError("internal", "A reply ended without a terminal event");
}

/** All frames as one. */
export async function wholeFrame(frames: AsyncIterable<ReplyFrame>): Promise<ReplyFrame> {
  let [text, thinking] = ["", ""];
  let toolCalls: readonly OllamaToolCall[] | undefined;
  const logprobs: GeneratedTokenLogprob[] = [];
  let finish: ReplyFinishEvent | undefined;
  for await (const frame of frames) {
    text += frame.written.text ?? "";
    thinking += frame.written.thinking ?? "";
    toolCalls ??= frame.written.toolCalls;
    logprobs.push(...(frame.logprobs ?? []));
    finish ??= frame.finish;
  }
  if (finish === undefined) throw new ReparteeError("internal", "A reply ended without a terminal event");
  return {
    written: { text, ...(thinking === "" ? {} : { thinking }), ...(toolCalls === undefined ? {} : { toolCalls }) },
    ...(logprobs.length === 0 ? {} : { logprobs }),
    finish,
  };
}
