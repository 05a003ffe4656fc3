/** The conversation of one connection, as the client sees it. */
import type { ChatMessage } from "../../../core/chat-message.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { CreatedItem } from "./client-events.ts";

export type Item = { readonly id: string; readonly object: "realtime.item"; readonly status: ItemStatus } & (
  | { readonly type: "message"; readonly role: "user" | "assistant" | "system"; readonly content: readonly Part[] }
  | { readonly type: "function_call"; readonly call_id: string; readonly name: string; readonly arguments: string }
  | { readonly type: "function_call_output"; readonly call_id: string; readonly output: string }
);

export type ItemStatus = "in_progress" | "completed" | "incomplete";

export type Part =
  | { readonly type: "input_text" | "output_text"; readonly text: string }
  | {
      readonly type: "input_audio" | "output_audio";
      /** Absent until the words are known. */
      readonly transcript?: string;
    };

export interface ConversationItems {
  /** Behind `previous`, at the beginning for `root`, else at the end. Returns the id of the item before it. */
  add(item: Item, previous?: string): string | null;
  /** @throws ReparteeError `not_found`. */
  get(id: string): Item;
  find(id: string): Item | undefined;
  replace(item: Item): void;
  /** @throws ReparteeError `not_found`. */
  remove(id: string): void;
  readonly lastId: string | null;
  /** Marks what is said and not answered yet: it is given to the model apart from the conversation. */
  wait(id: string): void;
  /** It is answered now. */
  answered(ids: readonly string[]): void;
  readonly waiting: readonly string[];
  /** The conversation for a model, without what waits unless it is asked for. */
  messages(options?: { readonly withWaiting: boolean }): readonly ChatMessage[];
}

/** A model sees less; of longer talks the beginning is forgotten. */
const limit = 400;

export function createConversationItems(): ConversationItems {
  let items: Item[] = [];
  const waiting = new Set<string>();

  function indexOf(id: string): number {
    const index = items.findIndex((item) => item.id === id);
    if (index !== -1) return index;
    throw new ReparteeError("not_found", `item_id: expected an item of the conversation, got "${id}"`, {
      param: "item_id",
    });
  }

  return {
    add(item, previous) {
      if (items.some(({ id }) => id === item.id)) {
        throw new ReparteeError("invalid_request", `item.id: expected an id of its own, got "${item.id}" again`, {
          param: "item.id",
        });
      }
      const index = previous === undefined ? items.length : previous === "root" ? 0 : indexOf(previous) + 1;
      items.splice(index, 0, item);
      for (const { id } of items.splice(0, Math.max(0, items.length - limit))) waiting.delete(id);
      return items[items.indexOf(item) - 1]?.id ?? null;
    },
    get(id) {
      const item = items[indexOf(id)];
      if (item === undefined) throw new TypeError("An index that was found has no item");
      return item;
    },
    find: (id) => items.find((item) => item.id === id),
    replace(item) {
      items = items.map((one) => (one.id === item.id ? item : one));
    },
    remove(id) {
      items.splice(indexOf(id), 1);
      waiting.delete(id);
    },
    get lastId() {
      return items.at(-1)?.id ?? null;
    },
    wait: (id) => void waiting.add(id),
    answered(ids) {
      for (const id of ids) waiting.delete(id);
    },
    get waiting() {
      return [...waiting];
    },
    messages: ({ withWaiting } = { withWaiting: false }) =>
      items.filter(({ id }) => withWaiting || !waiting.has(id)).flatMap(toMessage),
  };
}

export function toMessage(item: Item): readonly ChatMessage[] {
  if (item.type === "function_call_output") return [{ role: "tool", content: item.output, toolCallId: item.call_id }];
  if (item.type === "function_call") {
    const call = { id: item.call_id, name: item.name, arguments: item.arguments };
    return [{ role: "assistant", content: "", toolCalls: [call] }];
  }
  const content = textOf(item);
  return content === "" ? [] : [{ role: item.role, content }];
}

export function textOf(item: Item): string {
  if (item.type !== "message") return "";
  return item.content
    .map((part) => ("text" in part ? part.text : (part.transcript ?? "")))
    .filter((text) => text !== "")
    .join("\n");
}

/** An item that a client wrote. */
export function toItem(created: CreatedItem): Item {
  const base = { id: created.id ?? newItemId(), object: "realtime.item", status: "completed" } as const;
  if (created.type === "function_call") {
    const { call_id, name, arguments: args } = created;
    return { ...base, type: "function_call", name, call_id, arguments: args };
  }
  if (created.type === "function_call_output") {
    const { call_id, output } = created;
    return { ...base, type: "function_call_output", call_id, output };
  }
  const side = created.role === "assistant" ? "output" : "input";
  const content = created.content.map((part): Part => {
    if ("transcript" in part && typeof part.transcript === "string") {
      return { type: `${side}_audio`, transcript: part.transcript };
    }
    return { type: `${side}_text`, text: String(part["text"]) };
  });
  return { ...base, type: "message", role: created.role, content };
}

export function newItemId(): string {
  return `item_${crypto.randomUUID().replaceAll("-", "")}`;
}

/** Of what the user says in a turn. */
export function userItemId(turnId: string): string {
  return `item_${turnId.replaceAll("-", "")}`;
}
