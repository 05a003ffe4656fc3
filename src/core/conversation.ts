import type { EmotionReading } from "./emotion.ts";
import type { Language } from "./language.ts";
import type { ReplySource } from "./reply.ts";

/** A conversation that is kept. */
export interface Conversation {
  /** `[A-Za-z0-9._:-]`, 1–128 characters; given by the client or made here. */
  readonly id: string;
  /** Whose it is, where the client said so: the key of export and deletion. */
  readonly userId?: string;
  readonly persona?: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

/**
 * State of a message. `streaming`: the reply is being written, what is stored is a checkpoint. `partial`: it was cut
 * off by a failure or a crash.
 */
export type MessageState = "complete" | "streaming" | "partial";

/** One message of a conversation that is kept. */
export interface StoredMessage {
  /** Unique everywhere (UUID). Storing the same id again replaces the message: a retried write makes no second one. */
  readonly id: string;
  readonly conversationId: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly state: MessageState;
  readonly emotion?: EmotionReading;
  readonly language?: Language;
  /** Assistant only: who wrote it, and why it was not the model that was asked for. */
  readonly source?: ReplySource;
  readonly model?: string;
  readonly reason?: string;
  /** Assistant only: from the request to the first and the last chunk. */
  readonly timings?: { readonly firstTokenMs: number | null; readonly totalMs: number };
  /** Milliseconds since 1970; messages are ordered by it, then by the order in which they were first stored. */
  readonly createdAtMs: number;
}
