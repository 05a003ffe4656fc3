/**
 * Stores one turn of a conversation. The store may fail or hang: the reply then goes on without it, and `persisted` is
 * false.
 *
 * 1. The user's message is stored before the model is asked.
 * 2. A reply has one id from its first checkpoint to its end; its writes never overtake each other.
 * 3. Turns are in the order in which they were answered, whatever the clocks of the servers say.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { ConversationStore, WriteOutcome } from "../../core/stores.ts";
import { withStoreTimeout } from "../../core/with-timeout.ts";
import { isOpenTo } from "./known-conversation.ts";

export interface ConversationLogOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds since 1970; the system's when absent. */
  readonly wallClock?: () => number;
}

/** A message to store; its ids and time are added here. */
export type MessageDraft = Omit<StoredMessage, "id" | "conversationId" | "createdAtMs" | "role">;

export interface ConversationTurn {
  /** The latest messages, oldest first; none when the store cannot be read. */
  readonly before: readonly StoredMessage[];
  /** False as soon as one write was not committed. */
  readonly persisted: boolean;
  /** The id of the user's stored message. */
  readonly userMessageId: string;
  /** The id of the stored reply. */
  readonly replyId: string;
  storeUserMessage(draft: MessageDraft): Promise<void>;
  /** Stores the reply so far, at most once in `checkpointMs`. Does not wait. */
  checkpoint(draft: MessageDraft): void;
  /** Stores the reply as it ended; an empty one is not stored. */
  close(draft: MessageDraft): Promise<void>;
}

/** The longest time that a reply waits for the database. */
const storeTimeoutMs = 2_000;
const checkpointMs = 1_000;

/**
 * Opens a turn with the last `messageCount` messages. Each attempt at a turn that has an id of its own stores the same
 * two messages.
 * @throws ReparteeError `not_found` when the conversation belongs to another user.
 */
export async function openTurn(
  { turnId, ...conversation }: Omit<Conversation, "createdAtMs"> & { readonly turnId?: string },
  messageCount: number,
  { store, clock, log, wallClock = Date.now }: ConversationLogOptions,
): Promise<ConversationTurn> {
  let persisted = true;
  const conversationId = conversation.id;
  const userMessageId = idOf(turnId, "user message");
  const replyId = idOf(turnId, "reply");
  let lastCheckpointMs = -Infinity;
  let lastWrite: Promise<void> = Promise.resolve();
  let isWriting = false;

  async function attempt<Value>(failure: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await withStoreTimeout(work(), storeTimeoutMs, clock);
    } catch (thrown) {
      persisted = false;
      log.warn({ conversation: conversationId, err: thrown }, `${failure}; the reply goes on`);
      return undefined;
    }
  }

  async function write(failure: string, work: () => Promise<WriteOutcome>): Promise<void> {
    const outcome = await attempt(failure, work);
    if (outcome?.persisted === false) persisted = false;
  }

  function put(failure: string, message: StoredMessage): Promise<void> {
    isWriting = true;
    lastWrite = lastWrite.then(() => write(failure, () => store.put(message))).then(() => void (isWriting = false));
    return lastWrite;
  }

  function replyOf(draft: MessageDraft): StoredMessage {
    return { ...draft, id: replyId, conversationId, role: "assistant", createdAtMs: startedMs + 1 };
  }

  const known = await attempt("conversation could not be looked up", () =>
    store.find(conversationId, { waitingIsEnough: true }),
  );
  if (known !== undefined && !isOpenTo(known, conversation.userId)) throw notThisUsers(conversationId);
  const read =
    known === undefined || messageCount === 0
      ? []
      : await attempt("conversation could not be read", () =>
          store.messages(conversationId, { last: messageCount, waitingIsEnough: true }),
        );

  // An earlier attempt at this turn is replaced.
  const messages = read?.filter(({ id }) => id !== userMessageId && id !== replyId);
  // After what was said before, also when the clock of the server that wrote it is ahead of this one's.
  const startedMs = Math.max(wallClock(), (messages?.at(-1)?.createdAtMs ?? 0) + 1);

  return {
    before: messages ?? [],
    userMessageId,
    replyId,
    get persisted() {
      return persisted;
    },
    async storeUserMessage(draft) {
      await write("conversation could not be stored", () => store.begin({ ...conversation, createdAtMs: startedMs }));
      const message = { ...draft, id: userMessageId, conversationId, role: "user", createdAtMs: startedMs } as const;
      await put("message could not be stored", message);
    },
    checkpoint(draft) {
      if (isWriting || clock.now() - lastCheckpointMs < checkpointMs) return;
      lastCheckpointMs = clock.now();
      void put("reply could not be checkpointed", replyOf(draft));
    },
    close: (draft) => (draft.text === "" ? lastWrite : put("reply could not be stored", replyOf(draft))),
  };
}

function notThisUsers(id: string): ReparteeError {
  return new ReparteeError(
    "not_found",
    `Cannot continue conversation "${id}": it is a user's, and the request is not that user's`,
    {
      param: "conversation_id",
      hint: "Send the user_id that the conversation began with, or leave conversation_id out to begin a new one.",
    },
  );
}

/** The conversation that a turn begins where its request names none. */
export function newConversationId(turnId: string | undefined): string {
  return idOf(turnId, "conversation");
}

function idOf(turnId: string | undefined, what: string): string {
  if (turnId === undefined) return crypto.randomUUID();
  const hex = createHash("sha256").update(`${what} of ${turnId}`).digest("hex");
  // The form of a UUID of version 8: what is in it is up to its maker.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
