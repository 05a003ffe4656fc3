/** One write: its content, its key, and the memory it takes. */
import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import type { KeyedReply } from "../../core/keyed-reply.ts";
import type { Preference } from "../../core/preference.ts";
import type { StoredResponse } from "../../core/stored-response.ts";

export type Write =
  | { readonly kind: "conversation"; readonly value: Conversation }
  | { readonly kind: "message"; readonly value: StoredMessage }
  | { readonly kind: "preference"; readonly value: Preference }
  | { readonly kind: "response"; readonly value: StoredResponse }
  | { readonly kind: "keyed-reply"; readonly value: KeyedReply }
  | { readonly kind: "key-use"; readonly value: { readonly id: string; readonly atMs: number } }
  | { readonly kind: "persona-override"; readonly persona: string; readonly override: string }
  /** The end of a turn whose conversation this process has leased: written after what the turn wrote. */
  | { readonly kind: "turn-end"; readonly conversationId: string; readonly turn: string };

/** Writes with one key are about one row: the last one wins. */
export function keyOf(write: Write): string {
  return `${write.kind}:${idOf(write)}`;
}

function idOf(write: Write): string {
  if (write.kind === "persona-override") return write.persona;
  return write.kind === "turn-end" ? write.turn : write.value.id;
}

/** An object with its usual fields, without its texts; measured, rounded up. */
const objectBytes = 600;

/** An estimate. Texts count two bytes a character, the most that they take. */
export function sizeOf(write: Write): number {
  switch (write.kind) {
    case "conversation":
    case "turn-end":
    case "key-use":
      return objectBytes;
    case "message":
      return objectBytes + 2 * write.value.text.length;
    case "preference": {
      const { title, description = "", embedding } = write.value;
      return objectBytes + 2 * (title.length + description.length) + (embedding?.vector.byteLength ?? 0);
    }
    case "response":
    case "keyed-reply":
      return objectBytes + 2 * write.value.content.length;
    case "persona-override":
      return objectBytes + 2 * write.override.length;
  }
}
