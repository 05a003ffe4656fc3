/**
 * The tables, as both databases have them. Times are milliseconds since 1970. `seq` numbers rows in the order in which
 * they were first stored; it never changes, so that it settles the order of what happened in one millisecond.
 */
import type { Generated } from "kysely";

export interface DatabaseSchema {
  readonly conversations: ConversationTable;
  readonly messages: MessageTable;
  readonly preferences: PreferenceTable;
  readonly persona_overrides: PersonaOverrideTable;
  readonly responses: ResponseTable;
  readonly turn_leases: TurnLeaseTable;
  readonly removals: RemovalTable;
  readonly api_keys: ApiKeyTable;
  readonly keyed_replies: KeyedReplyTable;
}

export interface ConversationTable {
  readonly id: string;
  readonly user_id: string | null;
  readonly persona: string | null;
  readonly created_at_ms: number;
}

export interface MessageTable {
  readonly seq: Generated<number>;
  readonly id: string;
  readonly conversation_id: string;
  readonly role: string;
  readonly content: string;
  readonly state: string;
  readonly language: string | null;
  readonly emotion_label: string | null;
  readonly emotion_confidence: number | null;
  /** JSON: a probability a label. */
  readonly emotion_distribution: string | null;
  readonly emotion_source: string | null;
  readonly reply_source: string | null;
  readonly model: string | null;
  readonly reason: string | null;
  readonly first_token_ms: number | null;
  readonly total_ms: number | null;
  readonly created_at_ms: number;
}

export interface PreferenceTable {
  readonly seq: Generated<number>;
  readonly id: string;
  readonly user_id: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly description: string | null;
  readonly verdict: string;
  readonly embedding_model: string | null;
  readonly embedding_dimension: number | null;
  /** float32, little-endian, `embedding_dimension` of them. */
  readonly embedding: Uint8Array | null;
  readonly created_at_ms: number;
}

export interface PersonaOverrideTable {
  readonly persona: string;
  /** JSON. */
  readonly override: string;
  readonly updated_at_ms: number;
}

export interface ResponseTable {
  readonly id: string;
  readonly user_id: string | null;
  /** JSON. */
  readonly content: string;
  readonly created_at_ms: number;
}

/** Conversations that a server answers in; PostgreSQL only. Times are those of the database's clock. */
export interface TurnLeaseTable {
  readonly conversation_id: string;
  /** A process's id, made at its start. */
  readonly server: string;
  readonly turn: string;
  readonly expires_at_ms: number;
}

/** What was removed lately, so that a write from before it does not bring it back; PostgreSQL only. */
export interface RemovalTable {
  /** A hash of what was removed: its name is not kept. */
  readonly key: string;
  readonly removed_at_ms: number;
}

export interface KeyedReplyTable {
  readonly id: string;
  readonly owner: string;
  readonly user_id: string | null;
  readonly conversation_id: string | null;
  /** JSON. */
  readonly content: string;
  readonly created_at_ms: number;
}

export interface ApiKeyTable {
  readonly id: string;
  /** In hexadecimal. */
  readonly sha256: string;
  /** With commas between. */
  readonly scopes: string;
  readonly label: string | null;
  readonly user_id: string | null;
  readonly requests_per_minute: number | null;
  readonly tokens_per_minute: number | null;
  readonly concurrent_requests: number | null;
  readonly created_at_ms: number;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
  readonly last_used_at_ms: number | null;
}
