/**
 * Keeps one turn of a conversation. The store may fail or hang: then the reply goes on without it, and `persisted` says
 * so.
 *
 * 1. The user's message is kept before the model is asked.
 * 2. A reply is kept under one id from its first checkpoint to its end; writes never overtake each other.
 */
import type { Clock } from "../../core/clock.ts";
import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { ConversationStore, WriteOutcome } from "../../core/stores.ts";
import { withStoreTimeout } from "./store-timeout.ts";

export interface ConversationLogOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

/** What is to be kept of a message; ids and times are given here. */
export type MessageDraft = Omit<StoredMessage, "id" | "conversationId" | "createdAtMs" | "role">;

export interface ConversationTurn {
  /** The latest messages, oldest first; none where the store cannot be asked. */
  readonly before: readonly StoredMessage[];
  /** False as soon as one write was not committed. */
  readonly persisted: boolean;
  /** Under which the user's message is kept. */
  readonly userMessageId: string;
  /** Under which the reply is kept. */
  readonly replyId: string;
  keepUser(draft: MessageDraft): Promise<void>;
  /** Takes note of the reply so far; written at most once in `checkpointMs`. Does not wait. */
  checkpoint(draft: MessageDraft): void;
  /** The reply as it ended; one without a word is not kept. */
  close(draft: MessageDraft): Promise<void>;
}

/** A reply does not wait longer for the database. */
const storeMs = 2_000;
const checkpointMs = 1_000;

/**
 * Opens a turn. `last`: how many messages are wanted.
 * @throws ReparteeError `not_found` when the conversation belongs to another user.
 */
export async function openTurn(
  conversation: Omit<Conversation, "createdAtMs">,
  last: number,
  { store, clock, log, wallClock }: ConversationLogOptions,
): Promise<ConversationTurn> {
  let persisted = true;
  const startedMs = wallClock();
  const userMessageId = crypto.randomUUID();
  const replyId = crypto.randomUUID();
  let lastCheckpointMs = -Infinity;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;

  async function attempt<Value>(what: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await withStoreTimeout(work(), storeMs, clock);
    } catch (thrown) {
      persisted = false;
      log.warn({ conversation: conversation.id, err: thrown }, `${what}; the reply goes on`);
      return undefined;
    }
  }

  async function write(what: string, work: () => Promise<WriteOutcome>): Promise<void> {
    const outcome = await attempt(what, work);
    if (outcome?.persisted === false) persisted = false;
  }

  function keep(what: string, message: StoredMessage): Promise<void> {
    isWriting = true;
    writing = writing.then(() => write(what, () => store.put(message))).then(() => void (isWriting = false));
    return writing;
  }

  const replyOf = (draft: MessageDraft): StoredMessage => ({
    ...draft,
    id: replyId,
    conversationId: conversation.id,
    role: "assistant",
    createdAtMs: startedMs + 1,
  });

  const known = await attempt("conversation could not be looked up", () =>
    store.find(conversation.id, { waitingIsEnough: true }),
  );
  if (known?.userId !== undefined && conversation.userId !== undefined && known.userId !== conversation.userId) {
    throw new ReparteeError(
      "not_found",
      `Cannot go on with conversation "${conversation.id}": this user has none of this id`,
      {
        param: "conversation_id",
        hint: "Leave conversation_id out to begin a new one.",
      },
    );
  }
  const messages =
    known === undefined || last === 0
      ? []
      : await attempt("conversation could not be read", () =>
          store.messages(conversation.id, { last, waitingIsEnough: true }),
        );

  return {
    before: messages ?? [],
    userMessageId,
    replyId,
    get persisted() {
      return persisted;
    },
    async keepUser(draft) {
      await write("conversation could not be kept", () => store.begin({ ...conversation, createdAtMs: startedMs }));
      await keep("message could not be kept", {
        ...draft,
        id: userMessageId,
        conversationId: conversation.id,
        role: "user",
        createdAtMs: startedMs,
      });
    },
    checkpoint(draft) {
      if (isWriting || clock.now() - lastCheckpointMs < checkpointMs) return;
      lastCheckpointMs = clock.now();
      void keep("reply could not be checkpointed", replyOf(draft));
    },
    close: (draft) => (draft.text === "" ? writing : keep("reply could not be kept", replyOf(draft))),
  };
}
