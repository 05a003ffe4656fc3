import type { Conversation, StoredMessage } from "./conversation.ts";
import type { Preference } from "./preference.ts";

/** What became of a write. `persisted: false`: the database did not take it now; it waits in the journal. */
export interface WriteOutcome {
  readonly persisted: boolean;
}

/** How something is read. */
export interface ReadOptions {
  /**
   * While the database cannot be asked, what waits in the journal is enough, if there is any: for whoever goes on with
   * it. Without it the read throws: a part must not pass for the whole.
   */
  readonly waitingIsEnough?: boolean;
}

/**
 * Conversations and their messages. Writes resolve once they are committed, or kept in the journal; reads have both, and
 * throw `storage_unavailable` when the database cannot be asked.
 */
export interface ConversationStore {
  /** Keeps a conversation; one that is already there stays as it is. */
  begin(conversation: Conversation): Promise<WriteOutcome>;
  /** Keeps a message, replacing one with the same id. Its conversation must have begun. */
  put(message: StoredMessage): Promise<WriteOutcome>;
  find(id: string, options?: ReadOptions): Promise<Conversation | undefined>;
  /** Oldest first; with `last`, the newest so many. */
  messages(conversationId: string, range?: ReadOptions & { readonly last?: number }): Promise<readonly StoredMessage[]>;
  /** Newest first. */
  list(query: ConversationQuery): Promise<readonly Conversation[]>;
  /** Removes a conversation with its messages; false when there was none. */
  remove(id: string): Promise<boolean>;
  /** Turns what a crash left `streaming` into `partial`; called once before anything is served. Returns how many. */
  closeInterrupted(): Promise<number>;
}

export interface ConversationQuery {
  readonly userId?: string;
  /** Only what began before it, in milliseconds since 1970: the page after one that ended there. */
  readonly beforeMs?: number;
  /** With `beforeMs`: also what began in that same millisecond and has an id before this one, so that pages miss none. */
  readonly beforeId?: string;
  /** At most 200. */
  readonly limit: number;
}

/** What users like. The same promises as `ConversationStore`. */
export interface PreferenceStore {
  put(preference: Preference): Promise<WriteOutcome>;
  /** All of one user's, oldest first. */
  list(userId: string, kind?: string, options?: ReadOptions): Promise<readonly Preference[]>;
  /** False when the user has no such preference. */
  remove(userId: string, id: string): Promise<boolean>;
  /** Those that were embedded by another model, or not at all; oldest first. */
  listToEmbed(model: string, limit: number): Promise<readonly Preference[]>;
}

/** Changes to a persona that were sent to a running server, by persona name; the value is the changed fields as JSON. */
export interface PersonaOverrideStore {
  get(persona: string): Promise<string | undefined>;
  put(persona: string, override: string): Promise<WriteOutcome>;
  remove(persona: string): Promise<boolean>;
}

/** Everything that is kept of one user. */
export interface UserData {
  readonly userId: string;
  readonly conversations: readonly (Conversation & { readonly messages: readonly StoredMessage[] })[];
  readonly preferences: readonly Preference[];
}

export interface UserDataStore {
  export(userId: string): Promise<UserData>;
  /** Removes all of it, also what waits in the journal. */
  remove(
    userId: string,
  ): Promise<{ readonly conversations: number; readonly messages: number; readonly preferences: number }>;
}

/** How the database is. */
export interface StorageState {
  readonly kind: "sqlite" | "postgresql" | "memory";
  readonly available: boolean;
  /** Writes that wait to be made up for. */
  readonly journaled: number;
  /** Writes that were given up because the journal was full. */
  readonly dropped: number;
}

/** All stores of one database. */
export interface Stores extends AsyncDisposable {
  readonly conversations: ConversationStore;
  readonly preferences: PreferenceStore;
  readonly personaOverrides: PersonaOverrideStore;
  readonly users: UserDataStore;
  state(): StorageState;
}
