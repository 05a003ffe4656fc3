/**
 * A reply as the events of Anthropic's streams. The message that they describe is put together here and nowhere else:
 * the whole answer is that of the last event.
 */
import { randomBytes } from "node:crypto";
import { ReparteeError } from "../../core/errors.ts";
import type { PrefillEvent } from "../../core/generate-event.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import type { Warning } from "../../core/warning.ts";
import type { PartEvent } from "../replies/choices.ts";
import { finishProvenance } from "../replies/provenance.ts";
import type { AnthropicReply, MessageBlock } from "./message-schema.ts";

export interface MessageEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface MessageEventOptions {
  /** Of the request, beside those of the reply. */
  readonly warnings: readonly Warning[];
  /** How far the prompt was read before the reply began. */
  readonly prefill?: PrefillEvent | undefined;
}

/** Every event, and with the last one the message. @throws ReparteeError of a reply that broke off. */
export async function* messageEvents(
  events: AsyncIterable<PartEvent>,
  model: string,
  { prefill, warnings }: MessageEventOptions,
): AsyncGenerator<{ readonly event: MessageEvent; readonly message?: AnthropicReply }, void, void> {
  const content: MessageBlock[] = [];
  let open: { readonly block: MessageBlock; written: string } | undefined;
  let message = emptyMessage(model);
  let isBegun = false;
  let read = prefill;
  let thinkingTokens = 0;

  /** Held back until the prompt is read, so that its tokens are in it; other servers do not report them before the end. */
  function start(): readonly MessageEvent[] {
    if (isBegun) return [];
    isBegun = true;
    const { totalTokens: promptTokens = 0, cachedTokens = 0 } = read ?? {};
    message = { ...message, usage: toUsage({ promptTokens, cachedTokens, completionTokens: 0 }, 0) };
    return [{ type: "message_start", message }];
  }

  function begin(block: MessageBlock): readonly MessageEvent[] {
    const ended = end();
    open = { block, written: "" };
    return [...ended, { type: "content_block_start", index: content.length, content_block: block }];
  }

  function end(): readonly MessageEvent[] {
    if (open === undefined) return [];
    const index = content.length;
    content.push(filled(open.block, open.written));
    open = undefined;
    return [{ type: "content_block_stop", index }];
  }

  function delta(written: string, change: object): MessageEvent {
    if (open !== undefined) open.written += written;
    return { type: "content_block_delta", index: content.length, delta: change };
  }

  for await (const event of events) {
    switch (event.type) {
      case "prefill":
        read = event;
        break;
      case "start":
        for (const one of start()) yield { event: one };
        break;
      case "reasoning-delta":
        thinkingTokens += event.tokenCount;
        if (open?.block.type !== "thinking") {
          for (const one of begin({ type: "thinking", thinking: "", signature: "" })) yield { event: one };
        }
        yield { event: delta(event.text, { type: "thinking_delta", thinking: event.text }) };
        break;
      case "text-delta":
        if (event.text === "") break;
        if (open?.block.type !== "text")
          for (const one of begin({ type: "text", text: "", citations: [] })) yield { event: one };
        yield { event: delta(event.text, { type: "text_delta", text: event.text }) };
        break;
      case "tool-call-delta":
        if (event.id !== undefined) {
          const block = toolUse(event.id, event.name ?? "");
          for (const one of begin(block)) yield { event: one };
        }
        if (event.argumentsDelta !== "") {
          yield {
            event: delta(event.argumentsDelta, { type: "input_json_delta", partial_json: event.argumentsDelta }),
          };
        }
        break;
      case "finish": {
        for (const one of start()) yield { event: one };
        for (const one of end()) yield { event: one };
        const stopReason = stopReasonOf(event);
        const usage = toUsage(event.usage, thinkingTokens);
        const repartee = finishProvenance({ ...event, warnings: [...warnings, ...event.warnings] });
        const stop = { stop_reason: stopReason, stop_sequence: null, stop_details: null, container: null };
        yield { event: { type: "message_delta", delta: stop, usage: deltaUsage(usage), repartee } };
        yield { event: { type: "message_stop" }, message: { ...message, content, ...stop, usage, repartee } };
        return;
      }
      case "error":
        throw event.error;
      default: // progress, for which there is no event
    }
  }
  throw new ReparteeError("internal", "A reply ended without a terminal event");
}

function emptyMessage(model: string): AnthropicReply {
  return {
    id: `msg_${randomBytes(12).toString("hex")}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: toUsage(noUsage, 0),
  };
}

function filled(block: MessageBlock, written: string): MessageBlock {
  switch (block.type) {
    case "text":
      return { ...block, text: written };
    case "thinking":
      return { ...block, thinking: written };
    case "tool_use":
      return { ...block, input: readInput(written) };
  }
}

/** A reply that was cut off has arguments that are cut off as well. */
function readInput(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function stopReasonOf({ finishReason, complete }: ReplyFinishEvent): "end_turn" | "max_tokens" | "tool_use" {
  if (!complete || finishReason === "length" || finishReason === "cancelled") return "max_tokens";
  return finishReason === "tool-calls" ? "tool_use" : "end_turn";
}

function toolUse(id: string, name: string): Extract<MessageBlock, { type: "tool_use" }> {
  return { type: "tool_use", id: `toolu_${id}`, name, input: {}, caller: { type: "direct" } };
}

function toUsage(
  { promptTokens, cachedTokens, completionTokens }: Usage,
  thinkingTokens: number,
): AnthropicReply["usage"] {
  return {
    input_tokens: promptTokens - cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedTokens,
    cache_creation: null,
    output_tokens: completionTokens,
    output_tokens_details: { thinking_tokens: Math.min(thinkingTokens, completionTokens) },
    ...{ server_tool_use: null, service_tier: null, inference_geo: null },
  };
}

/** The fields that `message_delta` has of it. */
function deltaUsage(usage: AnthropicReply["usage"]): object {
  const { cache_creation: _, service_tier: __, inference_geo: ___, ...rest } = usage;
  return rest;
}
