import { conversation, expectSame, fullReply, idsOf, message, someTimeMs, textsOf, type StoreCheck } from "./check.ts";
import { withStores } from "./with-stores.ts";

/** Conversations and their messages. */
export const conversationChecks: readonly StoreCheck[] = [
  {
    name: "conversation comes back as it was kept",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        const kept = conversation("c:1", { userId: "ü-1", persona: "ollie" });
        expectSame(await conversations.begin(kept), { persisted: true }, "the outcome");
        await conversations.begin(conversation("c.2"));
        expectSame(await conversations.find("c:1"), kept, "the conversation");
        expectSame(await conversations.find("c.2"), conversation("c.2"), "one without user and persona");
        expectSame(await conversations.find("c"), undefined, "one that never began");
      }),
  },
  {
    name: "conversation that begins again stays as it was",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c", { userId: "first" }));
        await conversations.put(message("m", "c"));
        await conversations.begin(conversation("c", { userId: "second", createdAtMs: 5 }));
        expectSame(await conversations.find("c"), conversation("c", { userId: "first" }), "the conversation");
        expectSame(idsOf(await conversations.messages("c")), ["m"], "its messages");
      }),
  },
  {
    name: "message comes back with all that it has, and nothing more",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        const [bare, full] = [message("m1", "c"), fullReply("m2", "c")];
        const cut = message("m3", "c", { role: "assistant", timings: { firstTokenMs: null, totalMs: 3 } });
        await conversations.begin(conversation("c"));
        for (const one of [bare, full, cut])
          expectSame(await conversations.put(one), { persisted: true }, "the outcome");
        expectSame(await conversations.messages("c"), [bare, full, cut], "the messages");
      }),
  },
  {
    name: "text with characters that a database may refuse is kept",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        await conversations.put(message("m", "c", { text: "before\0after \ud800 half" }));
        expectSame(textsOf(await conversations.messages("c")), ["before\uFFFDafter \uFFFD half"], "the text");
        expectSame(await conversations.find("c\0"), undefined, "a conversation with such an id");
      }),
  },
  {
    name: "long text is kept whole",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        const text = "äöü 世界 ".repeat(60_000);
        await conversations.begin(conversation("c"));
        await conversations.put(message("m", "c", { text }));
        expectSame(textsOf(await conversations.messages("c"))[0] === text, true, "the same text");
      }),
  },
  {
    name: "message stored again is replaced and keeps its place",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        await conversations.put(message("a", "c", { state: "streaming", text: "He" }));
        await conversations.put(message("b", "c"));
        await conversations.put(message("a", "c", { text: "Hello" }));
        const found = await conversations.messages("c");
        expectSame(found, [message("a", "c", { text: "Hello" }), message("b", "c")], "the messages");
      }),
  },
  {
    name: "last of many concurrent writes of one message wins",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        const texts = Array.from({ length: 30 }, (_, index) => `checkpoint ${index}`);
        await Promise.all(texts.map((text) => conversations.put(message("m", "c", { text }))));
        expectSame(textsOf(await conversations.messages("c")), ["checkpoint 29"], "the text");
      }),
  },
  {
    name: "messages are ordered by time, then by their first storing",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        for (const [id, later] of [
          ["z", 1],
          ["y", 0],
          ["x", 1],
          ["w", 0],
        ] as const) {
          await conversations.put(message(id, "c", { createdAtMs: someTimeMs + later }));
        }
        expectSame(idsOf(await conversations.messages("c")), ["y", "w", "z", "x"], "the order");
        expectSame(idsOf(await conversations.messages("c", { last: 3 })), ["w", "z", "x"], "the last three");
        expectSame(idsOf(await conversations.messages("c", { last: 9 })).length, 4, "more than there are");
        expectSame(idsOf(await conversations.messages("c", { last: 0 })), [], "none");
      }),
  },
  {
    name: "messages of another conversation do not show",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        await conversations.begin(conversation("C"));
        await conversations.put(message("m", "c"));
        expectSame(await conversations.messages("C"), [], "the messages of C");
        expectSame(await conversations.messages("unknown"), [], "the messages of none");
      }),
  },
  {
    name: "message of a conversation that never began is not kept",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        expectSame(await conversations.put(message("m", "nowhere")), { persisted: false }, "the outcome");
        await conversations.begin(conversation("c"));
        expectSame(await conversations.put(message("n", "c")), { persisted: true }, "the next write");
        expectSame(await conversations.messages("nowhere"), [], "its messages");
      }),
  },
  {
    name: "list has the newest first, of one user, page by page",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        for (const [id, later] of [
          ["a", 0],
          ["b", 2],
          ["c", 2],
          ["d", 1],
          ["e", 2],
        ] as const) {
          await conversations.begin(conversation(id, { userId: "u", createdAtMs: someTimeMs + later }));
        }
        await conversations.begin(conversation("other", { userId: "v", createdAtMs: someTimeMs + 9 }));
        const all = await conversations.list({ userId: "u", limit: 200 });
        expectSame(idsOf(all), ["e", "c", "b", "d", "a"], "the list");
        expectSame(idsOf(await conversations.list({ limit: 2 })), ["other", "e"], "all users' first page");
        const page = await conversations.list({ userId: "u", limit: 2, beforeMs: someTimeMs + 2, beforeId: "c" });
        expectSame(idsOf(page), ["b", "d"], "the page after c");
        expectSame(
          idsOf(await conversations.list({ userId: "u", limit: 9, beforeMs: someTimeMs + 1 })),
          ["a"],
          "before",
        );
        expectSame(await conversations.list({ userId: "nobody", limit: 9 }), [], "nobody's list");
        await conversations.begin(conversation("free", { createdAtMs: someTimeMs }));
        expectSame(idsOf(await conversations.list({ userId: null, limit: 9 })), ["free"], "those of nobody");
      }),
  },
  {
    name: "removing a conversation removes its messages, and no other",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        for (const id of ["c", "d"]) {
          await conversations.begin(conversation(id));
          await conversations.put(message(`m-${id}`, id));
        }
        expectSame(await conversations.remove("c"), true, "the answer");
        expectSame(await conversations.remove("c"), false, "the answer to the same again");
        expectSame(await conversations.find("c"), undefined, "the conversation");
        expectSame(await conversations.messages("c"), [], "its messages");
        expectSame(idsOf(await conversations.messages("d")), ["m-d"], "another's messages");
        await conversations.begin(conversation("c"));
        expectSame(await conversations.messages("c"), [], "the messages of a new one with that id");
      }),
  },
  {
    name: "what was interrupted becomes partial, once, and nothing else does",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        await conversations.begin(conversation("c"));
        await conversations.put(message("a", "c", { state: "streaming", text: "cut o" }));
        await conversations.put(message("b", "c"));
        await conversations.put(message("d", "c", { state: "partial" }));
        expectSame(await conversations.closeInterrupted(), 1, "how many");
        expectSame(await conversations.closeInterrupted(), 0, "how many the second time");
        const states = (await conversations.messages("c")).map(({ state, text }) => `${state} ${text}`);
        expectSame(states, ["partial cut o", "complete text of b", "partial text of d"], "the states");
      }),
  },
  {
    name: "turns of one conversation wait for each other, in order, and for no other",
    run: (subject) =>
      withStores(subject, async ({ conversations }) => {
        const { signal } = new AbortController();
        const order: string[] = [];
        const end = await conversations.acquireTurn("c", signal);
        const waiting = ["second", "third"].map(async (name) => {
          const endThis = await conversations.acquireTurn("c", signal);
          order.push(name);
          endThis();
        });
        const left = new AbortController();
        const refused = conversations.acquireTurn("c", left.signal).then(
          () => "held",
          () => "left",
        );
        left.abort();
        expectSame(await refused, "left", "one whose caller leaves");
        (await conversations.acquireTurn("d", signal))();
        expectSame(order, [], "turns of the conversation meanwhile");
        end();
        end();
        await Promise.all(waiting);
        expectSame(order, ["second", "third"], "the order");
      }),
  },
];
