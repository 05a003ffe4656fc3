/** Stores that break one rule each, to see that the contract notices. */
import type { Stores } from "../../src/core/stores.ts";

export interface BrokenStores {
  readonly name: string;
  /** The check that must fail. */
  readonly caughtBy: string;
  breakStores(stores: Stores): Stores;
}

export const brokenStores: readonly BrokenStores[] = [
  {
    name: "says that it kept a message and did not",
    caughtBy: "message comes back with all that it has, and nothing more",
    breakStores: (stores) => withConversations(stores, { put: async () => ({ persisted: true }) }),
  },
  {
    name: "keeps each write of a message as another message",
    caughtBy: "message stored again is replaced and keeps its place",
    breakStores: (stores) =>
      withConversations(stores, {
        put: (message) => stores.conversations.put({ ...message, id: `${message.id}-${message.text}` }),
      }),
  },
  {
    name: "orders messages by id",
    caughtBy: "messages are ordered by time, then by their first storing",
    breakStores: (stores) =>
      withConversations(stores, {
        messages: async (id, range) =>
          (await stores.conversations.messages(id, range)).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      }),
  },
  {
    name: "lists everybody's conversations",
    caughtBy: "list has the newest first, of one user, page by page",
    breakStores: (stores) => withConversations(stores, { list: ({ limit }) => stores.conversations.list({ limit }) }),
  },
  {
    name: "leaves what was interrupted as it is",
    caughtBy: "what was interrupted becomes partial, once, and nothing else does",
    breakStores: (stores) => withConversations(stores, { closeInterrupted: async () => 1 }),
  },
  {
    name: "lets every turn begin at once",
    caughtBy: "turns of one conversation wait for each other, in order, and for no other",
    breakStores: (stores) => withConversations(stores, { acquireTurn: async () => () => {} }),
  },
  {
    name: "forgets the preferences when it removes a user",
    caughtBy: "removed user has left nothing, and no other user has lost anything",
    breakStores: (stores) => ({
      ...stores,
      users: {
        ...stores.users,
        async remove(userId) {
          const { conversations, preferences, responses } = await stores.users.export(userId);
          for (const { id } of conversations) await stores.conversations.remove(id);
          const messages = conversations.flatMap((conversation) => conversation.messages).length;
          return {
            conversations: conversations.length,
            messages,
            preferences: preferences.length,
            responses: responses.length,
          };
        },
      },
    }),
  },
  {
    name: "keeps the reply to a keyed request without its conversation",
    caughtBy: "keyed reply is removed with its conversation and with its user, and no other is",
    breakStores: (stores) => ({
      ...stores,
      keyedReplies: {
        ...stores.keyedReplies,
        put: ({ conversationId: _, ...reply }) => stores.keyedReplies.put(reply),
      },
    }),
  },
  {
    name: "takes a key again that it has",
    caughtBy: "key of an id that exists is refused, and the other stays as it is",
    breakStores: (stores) => ({
      ...stores,
      apiKeys: {
        ...stores.apiKeys,
        async add(key) {
          await stores.apiKeys.remove(key.id);
          return await stores.apiKeys.add(key);
        },
      },
    }),
  },
  {
    name: "rounds vectors",
    caughtBy: "preference comes back with its vector bit for bit",
    breakStores: (stores) => ({
      ...stores,
      preferences: {
        ...stores.preferences,
        put: ({ embedding, ...rest }) =>
          stores.preferences.put({
            ...rest,
            ...(embedding === undefined
              ? {}
              : { embedding: { ...embedding, vector: embedding.vector.map((value) => Math.fround(value * 1.001)) } }),
          }),
      },
    }),
  },
  {
    name: "never answers",
    caughtBy: "state says that all is well",
    breakStores: (stores) => withConversations(stores, { begin: () => new Promise(() => {}) }),
  },
];

function withConversations(stores: Stores, broken: Partial<Stores["conversations"]>): Stores {
  return { ...stores, conversations: { ...stores.conversations, ...broken } };
}
