import type { StoredApiKey } from "./api-key.ts";
import type { Conversation, StoredMessage } from "./conversation.ts";
import type { KeyedReply } from "./keyed-reply.ts";
import type { Release } from "./mutex.ts";
import type { Preference } from "./preference.ts";
import type { StoredResponse } from "./stored-response.ts";

/** `persisted: false`: the write is not in the database yet; it is pending. */
export interface WriteOutcome {
  readonly persisted: boolean;
}

/** How something is read. */
export interface ReadOptions {
  /**
   * While the database is unavailable, pending writes are enough, if there are any: for a conversation that goes on.
   * Without it the read throws: a part must not pass for the whole.
   */
  readonly waitingIsEnough?: boolean;
}

/**
 * Conversations and their messages. Writes resolve once they are committed, or pending; reads have both, and throw
 * `storage_unavailable` when the database is unavailable.
 */
export interface ConversationStore {
  /** Stores a conversation; one that exists stays as it is. */
  begin(conversation: Conversation): Promise<WriteOutcome>;
  /** Stores a message, replacing one with the same id. Its conversation must have begun. */
  put(message: StoredMessage): Promise<WriteOutcome>;
  find(id: string, options?: ReadOptions): Promise<Conversation | undefined>;
  /** Oldest first; with `last`, the newest so many. */
  messages(conversationId: string, range?: ReadOptions & { readonly last?: number }): Promise<readonly StoredMessage[]>;
  /** Newest first. */
  list(query: ConversationQuery): Promise<readonly Conversation[]>;
  /** Removes a conversation with its messages; false when there was none. */
  remove(id: string): Promise<boolean>;
  /**
   * Waits until no other turn of the conversation is answered, in this process or in another one that shares the
   * database, and holds it until the returned function is called. While the database is unavailable, only the turns of
   * this process wait for each other.
   * @throws ReparteeError the signal's reason, or `cancelled`.
   */
  acquireTurn(conversationId: string, signal: AbortSignal): Promise<Release>;
  /**
   * Turns what a crash left `streaming` into `partial`; called once before anything is served. Returns how many. What
   * another process is writing stays as it is; where several share a database, what they leave is closed from then on.
   */
  closeInterrupted(): Promise<number>;
}

export interface ConversationQuery {
  /** Only this user's; null: only those of nobody. */
  readonly userId?: string | null;
  /** Only what began before it, in milliseconds since 1970: the page after one that ended there. */
  readonly beforeMs?: number;
  /** With `beforeMs`: also what began in that same millisecond and has an id before this one, so that pages miss none. */
  readonly beforeId?: string;
  /** At most 200. */
  readonly limit: number;
}

/** What users like. The same guarantees as `ConversationStore`. */
export interface PreferenceStore {
  /** Replaces one of the same user with the same id. One of another user with that id stays, and nothing is stored. */
  put(preference: Preference): Promise<WriteOutcome>;
  /** All of one user's, oldest first. */
  list(userId: string, kind?: string, options?: ReadOptions): Promise<readonly Preference[]>;
  /** False when the user has no such preference. */
  remove(userId: string, id: string): Promise<boolean>;
  /** Those that were embedded by another model, or not at all; oldest first. */
  listToEmbed(model: string, limit: number): Promise<readonly Preference[]>;
}

/** Overrides of personas, by persona name; the value is the changed fields as JSON. */
export interface PersonaOverrideStore {
  get(persona: string): Promise<string | undefined>;
  put(persona: string, override: string): Promise<WriteOutcome>;
  remove(persona: string): Promise<boolean>;
}

/** Responses of the Responses API. The same guarantees as `ConversationStore`. */
export interface ResponseStore {
  put(response: StoredResponse): Promise<WriteOutcome>;
  find(id: string): Promise<StoredResponse | undefined>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
}

/** Answers to requests with an idempotency key. The same guarantees as `ConversationStore`. */
export interface KeyedReplyStore {
  /** Replaces one with the same id. Its conversation, where it has one, must have begun. */
  put(reply: KeyedReply): Promise<WriteOutcome>;
  find(id: string): Promise<KeyedReply | undefined>;
  /** Waits until nobody else answers the same request, as `ConversationStore.acquireTurn` does for a conversation. */
  acquire(id: string, signal: AbortSignal): Promise<Release>;
}

/** Keys of `repartee key`. */
export interface ApiKeyStore {
  /** False where a key with this id exists. @throws ReparteeError `storage_unavailable`, as all of these. */
  add(key: StoredApiKey): Promise<boolean>;
  /** All, also revoked and expired ones; oldest first. */
  list(): Promise<readonly StoredApiKey[]>;
  /** False where no key has this id; one that is revoked keeps the time when it was. */
  revoke(id: string, atMs: number): Promise<boolean>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
  /** Remembers when a key was last used. Never rejects. */
  touch(id: string, atMs: number): Promise<WriteOutcome>;
}

/** Everything that is stored of one user. */
export interface UserData {
  readonly userId: string;
  readonly conversations: readonly (Conversation & { readonly messages: readonly StoredMessage[] })[];
  readonly preferences: readonly Preference[];
  readonly responses: readonly StoredResponse[];
}

/** How much of each was removed. */
export interface RemovedUserData {
  readonly conversations: number;
  readonly messages: number;
  readonly preferences: number;
  readonly responses: number;
}

export interface UserDataStore {
  export(userId: string): Promise<UserData>;
  /** Removes all of it, pending writes included. */
  remove(userId: string): Promise<RemovedUserData>;
}

export interface StorageState {
  readonly kind: "sqlite" | "postgresql" | "memory";
  readonly available: boolean;
  /** Writes that are not in the database yet. */
  readonly pending: number;
  /** Writes that were dropped because too many were pending. */
  readonly dropped: number;
}

/** All stores of one database. */
export interface Stores extends AsyncDisposable {
  readonly conversations: ConversationStore;
  readonly preferences: PreferenceStore;
  readonly personaOverrides: PersonaOverrideStore;
  readonly responses: ResponseStore;
  readonly keyedReplies: KeyedReplyStore;
  readonly apiKeys: ApiKeyStore;
  readonly users: UserDataStore;
  state(): StorageState;
}
