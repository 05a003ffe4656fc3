import { z } from "zod";
import { conversationEmotions, type ConversationEmotions } from "../chat/conversation/conversation-emotions.ts";
import { knownConversation } from "../chat/conversation/known-conversation.ts";
import type { Conversation, StoredMessage } from "../core/conversation.ts";
import type { ConversationStore } from "../core/stores.ts";
import { filledString, readValue, wholeNumber } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { checkName } from "./request-options.ts";

/**
 * The stored conversations: in memory, or in the database that the settings name. All throw ReparteeError
 * `invalid_request`, `storage_unavailable` and `draining`.
 */
export interface ReparteeConversations {
  /** Newest first. */
  list(query?: ConversationListQuery): Promise<readonly Conversation[]>;
  /** Undefined when none has this id. */
  find(id: string): Promise<Conversation | undefined>;
  /** Oldest first; with `last`, the newest so many. @throws ReparteeError `not_found` */
  messages(id: string, range?: { readonly last?: number }): Promise<readonly StoredMessage[]>;
  /** How the user felt. @throws ReparteeError `not_found` */
  emotions(id: string): Promise<ConversationEmotions>;
  /** Removes a conversation with its messages; false when there was none. */
  remove(id: string): Promise<boolean>;
}

export interface ConversationListQuery {
  /** Only this user's. */
  readonly userId?: string;
  /** 1–200. Default 50. */
  readonly limit?: number;
  /** The id of a conversation: the page after it. */
  readonly before?: string;
}

const defaultLimit = 50;

const listQuerySchema = z.strictObject({
  userId: filledString.optional(),
  limit: wholeNumber(1, 200).default(defaultLimit),
  before: filledString.optional(),
});
const rangeSchema = z.strictObject({ last: wholeNumber(1, 100_000).optional() });

export function createConversationFunctions(context: ApiContext): ReparteeConversations {
  const store = (): ConversationStore => context.use().stores.conversations;

  return {
    async list(query = {}) {
      const conversations = store();
      const { userId, limit, before } = readValue(listQuerySchema, query);
      const last = before === undefined ? undefined : await knownConversation(conversations, before);
      return await conversations.list({
        limit,
        userId,
        beforeMs: last?.createdAtMs,
        beforeId: last?.id,
      });
    },
    async find(id) {
      const conversations = store();
      checkName(id, "id");
      return await conversations.find(id);
    },
    async messages(id, range = {}) {
      const conversations = store();
      checkName(id, "id");
      const { last } = readValue(rangeSchema, range);
      const conversation = await knownConversation(conversations, id);
      return await conversations.messages(conversation.id, { last });
    },
    async emotions(id) {
      const conversations = store();
      checkName(id, "id");
      return await conversationEmotions(conversations, id);
    },
    async remove(id) {
      const conversations = store();
      checkName(id, "id");
      return await conversations.remove(id);
    },
  };
}
