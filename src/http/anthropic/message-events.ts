/**
 * A reply as the events of Anthropic's streams. The message that they describe is put together here and nowhere else:
 * the whole answer is that of the last event.
 */
import { randomBytes } from "node:crypto";
import { ReparteeError } from "../../core/errors.ts";
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

/** Every event, and with the last one the message. @throws ReparteeError of a reply that broke off. */
export async function* messageEvents(
  events: AsyncIterable<PartEvent>,
  model: string,
  warnings: readonly Warning[],
): AsyncGenerator<{ readonly event: MessageEvent; readonly message?: AnthropicReply }, void, void> {
  const content: MessageBlock[] = [];
  let open: { readonly block: MessageBlock; written: string } | undefined;
  const message = emptyMessage(model);
  yield { event: { type: "message_start", message } };

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
      case "reasoning-delta":
        if (open?.block.type !== "thinking") {
          for (const one of begin({ type: "thinking", thinking: "", signature: "" })) yield { event: one };
        }
        yield { event: delta(event.text, { type: "thinking_delta", thinking: event.text }) };
        break;
      case "text-delta":
        if (event.text === "") break;
        if (open?.block.type !== "text") for (const one of begin({ type: "text", text: "" })) yield { event: one };
        yield { event: delta(event.text, { type: "text_delta", text: event.text }) };
        break;
      case "tool-call-delta":
        if (event.id !== undefined) {
          const block = { type: "tool_use" as const, id: `toolu_${event.id}`, name: event.name ?? "", input: {} };
          for (const one of begin(block)) yield { event: one };
        }
        if (event.argumentsDelta !== "") {
          yield {
            event: delta(event.argumentsDelta, { type: "input_json_delta", partial_json: event.argumentsDelta }),
          };
        }
        break;
      case "finish": {
        for (const one of end()) yield { event: one };
        const stopReason = stopReasonOf(event);
        const usage = toUsage(event.usage);
        const repartee = finishProvenance({ ...event, warnings: [...warnings, ...event.warnings] });
        const stop = { stop_reason: stopReason, stop_sequence: null };
        yield { event: { type: "message_delta", delta: stop, usage, repartee } };
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
    usage: toUsage(noUsage),
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

function toUsage({ promptTokens, cachedTokens, completionTokens }: Usage): AnthropicReply["usage"] {
  return {
    input_tokens: promptTokens - cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedTokens,
    output_tokens: completionTokens,
  };
}
