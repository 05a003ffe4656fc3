import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import type { KeyedReply } from "../../core/keyed-reply.ts";
import type { Preference } from "../../core/preference.ts";
import type { StoredResponse } from "../../core/stored-response.ts";
import type { Stores } from "../../core/stores.ts";
import { ContractViolation } from "../engine-contract/check.ts";

export interface StoreContractSubject {
  /** Called once a check: stores without any content, which the check disposes. */
  readonly createStores: () => Promise<Stores>;
  /** Bound of every wait in milliseconds. Default 10 000. */
  readonly waitMs?: number;
}

/** One rule of the store contract, for any test runner. */
export interface StoreCheck {
  readonly name: string;
  readonly run: (subject: StoreContractSubject) => Promise<void>;
}

/** @throws ContractViolation unless both are the same, field by field. */
export function expectSame(found: unknown, expected: unknown, what: string): void {
  const [foundText, expectedText] = [describe(found), describe(expected)];
  if (foundText !== expectedText) throw new ContractViolation(`${what}: expected ${expectedText}, got ${foundText}`);
}

/** Fields in one order; vectors as arrays. */
function describe(value: unknown): string {
  if (value === undefined) return "undefined";
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Float32Array) return [...part];
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export const someTimeMs = 1_790_000_000_000;

export function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return { id, createdAtMs: someTimeMs, ...more };
}

export function message(id: string, conversationId: string, more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id,
    conversationId,
    role: "user",
    text: `text of ${id}`,
    state: "complete",
    createdAtMs: someTimeMs,
    ...more,
  };
}

export function preference(id: string, userId: string, more: Partial<Preference> = {}): Preference {
  return { id, userId, kind: "movie", title: `title of ${id}`, verdict: "liked", createdAtMs: someTimeMs, ...more };
}

export function storedResponse(id: string, userId: string, more: Partial<StoredResponse> = {}): StoredResponse {
  return { id, userId, content: "{}", createdAtMs: someTimeMs, ...more };
}

export function keyedReply(id: string, more: Partial<KeyedReply> = {}): KeyedReply {
  return { id, owner: "o", content: "{}", createdAtMs: someTimeMs, ...more };
}

/** A message with all that one can have. */
export function fullReply(id: string, conversationId: string): StoredMessage {
  return message(id, conversationId, {
    role: "assistant",
    text: "Grüße, 世界! 👩‍👩‍👧 \u202Eright to left\r\n\ttab 'quote' \"double\" \\ % _ $1 ?",
    state: "partial",
    emotion: {
      label: "surprised",
      confidence: 0.625,
      distribution: { happy: 0.125, sad: 0, angry: 0.0625, neutral: 0.1875, surprised: 0.625 },
      source: "fused",
    },
    language: "de",
    source: "fallback_model",
    model: "owner/model:Q4_K_M",
    reason: "first_token_timeout",
    timings: { firstTokenMs: 12.5, totalMs: 1234.75 },
  });
}

export function textsOf(messages: readonly StoredMessage[]): readonly string[] {
  return messages.map(({ text }) => text);
}

export function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
