/** The items of one response: its message, opened by its first word, and its calls of functions. */
import type { ToolCall } from "../../../core/tool.ts";
import { newItemId, type ConversationItems, type Item, type Part } from "./conversation-items.ts";
import type { SendEvent } from "./send-event.ts";

export interface AssistantItems {
  /** Where words and sound of the message belong; opens it. */
  place(): Place;
  /** The message's id; undefined before it is open. */
  readonly messageId: string | undefined;
  /** What it says; read where it is closed. */
  closeMessage(status: Item["status"], transcript: string): void;
  toolCall(call: ToolCall): void;
  /** All of them as they are now. */
  readonly output: readonly Item[];
}

export interface Place {
  readonly response_id: string;
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index: number;
}

export interface AssistantItemsOptions {
  readonly send: SendEvent;
  readonly items: ConversationItems;
  readonly responseId: string;
  readonly speaks: boolean;
  /** False: they are no part of the conversation. */
  readonly isInConversation: boolean;
}

export function createAssistantItems(options: AssistantItemsOptions): AssistantItems {
  const { isInConversation, items, responseId, send, speaks } = options;
  const output: Item[] = [];
  let messageId: string | undefined;
  let messageIndex = 0;

  function add(item: Item): void {
    send({ type: "response.output_item.added", response_id: responseId, output_index: output.length, item });
    output.push(item);
    if (isInConversation) send({ type: "conversation.item.added", previous_item_id: items.add(item), item });
  }

  function end(item: Item, index: number): void {
    output[index] = item;
    items.replace(item);
    send({ type: "response.output_item.done", response_id: responseId, output_index: index, item });
    if (isInConversation) send({ type: "conversation.item.done", item });
  }

  function message(id: string, status: Item["status"], content: readonly Part[]): Item {
    return { id, object: "realtime.item", type: "message", status, role: "assistant", content };
  }

  function kind(transcript: string): object {
    return speaks ? { type: "audio", transcript } : { type: "text", text: transcript };
  }

  function openMessage(): string {
    const opened = newItemId();
    messageId = opened;
    messageIndex = output.length;
    add(message(opened, "in_progress", []));
    send({ type: "response.content_part.added", ...place(), part: kind("") });
    return opened;
  }

  function place(): Place {
    const item_id = messageId ?? openMessage();
    return { response_id: responseId, item_id, output_index: messageIndex, content_index: 0 };
  }

  return {
    place,
    output,
    get messageId() {
      return messageId;
    },
    closeMessage(status, transcript) {
      if (messageId === undefined) return;
      const where = place();
      if (speaks) {
        send({ type: "response.output_audio.done", ...where });
        send({ type: "response.output_audio_transcript.done", ...where, transcript });
      } else send({ type: "response.output_text.done", ...where, text: transcript });
      send({ type: "response.content_part.done", ...where, part: kind(transcript) });
      const part: Part = speaks ? { type: "output_audio", transcript } : { type: "output_text", text: transcript };
      end(message(messageId, status, [part]), messageIndex);
    },
    toolCall({ arguments: args, id: call_id, name }) {
      const index = output.length;
      const base = { id: newItemId(), object: "realtime.item", type: "function_call", call_id, name } as const;
      add({ ...base, status: "in_progress", arguments: "" });
      const where = { response_id: responseId, item_id: base.id, output_index: index, call_id };
      send({ type: "response.function_call_arguments.delta", ...where, delta: args });
      send({ type: "response.function_call_arguments.done", ...where, name, arguments: args });
      end({ ...base, status: "completed", arguments: args }, index);
    },
  };
}
