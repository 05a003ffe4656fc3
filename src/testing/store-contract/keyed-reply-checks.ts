import { keyedReplyLimits, keyedReplyRetentionMs } from "../../core/keyed-reply.ts";
import { conversation, expectSame, keyedReply, someTimeMs, type StoreCheck } from "./check.ts";
import { withStores } from "./with-stores.ts";

/** Answers to requests with an idempotency key. */
export const keyedReplyChecks: readonly StoreCheck[] = [
  {
    name: "keyed reply is found as it was last stored",
    run: (subject) =>
      withStores(subject, async ({ conversations, keyedReplies }) => {
        await conversations.begin(conversation("c", { userId: "u" }));
        expectSame(await keyedReplies.find("k"), undefined, "before");
        await keyedReplies.put(keyedReply("k"));
        const full = keyedReply("k", { conversationId: "c", userId: "u", content: '{"text":"Grüße, 世界"}' });
        expectSame(await keyedReplies.put(full), { persisted: true }, "the outcome");
        expectSame(await keyedReplies.find("k"), full, "the reply");
        expectSame(await keyedReplies.find("K"), undefined, "another key");
      }),
  },
  {
    name: "keyed reply is removed with its conversation and with its user, and no other is",
    run: (subject) =>
      withStores(subject, async ({ conversations, keyedReplies, users }) => {
        for (const id of ["1", "2"]) await conversations.begin(conversation(id));
        await conversations.begin(conversation("3", { userId: "u" }));
        const kept = keyedReply("of-2", { conversationId: "2" });
        await keyedReplies.put(keyedReply("of-1", { conversationId: "1" }));
        await keyedReplies.put(kept);
        await keyedReplies.put(keyedReply("of-3", { conversationId: "3" }));
        await keyedReplies.put(keyedReply("of-u", { userId: "u" }));
        await conversations.remove("1");
        await users.remove("u");
        for (const id of ["of-1", "of-3", "of-u"]) expectSame(await keyedReplies.find(id), undefined, `reply ${id}`);
        expectSame(await keyedReplies.find("of-2"), kept, "the reply in another conversation");
      }),
  },
  {
    name: "keyed reply to a conversation that was removed meanwhile is not stored",
    run: (subject) =>
      withStores(subject, async ({ conversations, keyedReplies }) => {
        await conversations.begin(conversation("c"));
        await conversations.remove("c");
        await keyedReplies.put(keyedReply("k", { conversationId: "c" }));
        expectSame(await keyedReplies.find("k"), undefined, "the reply");
      }),
  },
  {
    name: "keyed replies past their retention, or too many of one owner, are removed when another is stored",
    run: (subject) =>
      withStores(subject, async ({ keyedReplies, users }) => {
        const { ofOwner } = keyedReplyLimits;
        const old = keyedReply("old", { owner: "p", createdAtMs: someTimeMs - keyedReplyRetentionMs });
        await keyedReplies.put(old);
        const ofP = keyedReply("of-p", { owner: "p" });
        await keyedReplies.put(ofP);
        expectSame(await keyedReplies.find("old"), old, "the one within its retention");
        const many = Array.from({ length: ofOwner + 1 }, (_, index) =>
          keyedReplies.put(keyedReply(`${index}`, { createdAtMs: someTimeMs + index + 1 })),
        );
        await Promise.all(many);
        await users.export("after all writes before it");
        expectSame(await keyedReplies.find("old"), undefined, "the one past its retention");
        expectSame(await keyedReplies.find("0"), undefined, "the one too many");
        const second = keyedReply("1", { createdAtMs: someTimeMs + 2 });
        expectSame(await keyedReplies.find("1"), second, "the oldest within the bound");
        expectSame(await keyedReplies.find("of-p"), ofP, "another owner's");
      }),
  },
  {
    name: "one request is answered by one at a time, and no other waits for it",
    run: (subject) =>
      withStores(subject, async ({ conversations, keyedReplies }) => {
        const { signal } = new AbortController();
        const order: string[] = [];
        const release = await keyedReplies.acquire("k", signal);
        const second = keyedReplies.acquire("k", signal).then((releaseSecond) => {
          order.push("second");
          releaseSecond();
        });
        const others = [keyedReplies.acquire("other", signal), conversations.acquireTurn("k", signal)];
        for (const done of await Promise.all(others)) done();
        order.push("first");
        release();
        await second;
        expectSame(order, ["first", "second"], "the order");
      }),
  },
];
