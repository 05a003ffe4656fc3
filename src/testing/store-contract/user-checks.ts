import {
  conversation,
  expectSame,
  fullReply,
  idsOf,
  message,
  preference,
  storedResponse,
  someTimeMs,
  type StoreCheck,
} from "./check.ts";
import { responseRetentionMs } from "../../core/stored-response.ts";
import { withStores } from "./with-stores.ts";

/** Preferences, changes to personas, and all that is kept of one user. */
export const userChecks: readonly StoreCheck[] = [
  {
    name: "preference comes back with its vector bit for bit",
    run: (subject) =>
      withStores(subject, async ({ preferences }) => {
        const vector = Float32Array.of(0.1, -0, 1 / 3, 3.4e38, -1.4e-45, 1);
        const full = preference("p", "u", {
          year: 1968,
          description: "A film – with 'quotes'.",
          verdict: "disliked",
          embedding: { model: "owner/embedder", vector },
        });
        expectSame(await preferences.put(full), { persisted: true }, "the outcome");
        const [found] = await preferences.list("u");
        expectSame(found, full, "the preference");
        const bits = (given: Float32Array | undefined): readonly number[] => [
          ...new Uint8Array((given ?? new Float32Array()).slice().buffer),
        ];
        expectSame(bits(found?.embedding?.vector), bits(vector), "the bits of its vector");
      }),
  },
  {
    name: "preferences are listed oldest first, by user and kind",
    run: (subject) =>
      withStores(subject, async ({ preferences }) => {
        await preferences.put(preference("b", "u", { createdAtMs: someTimeMs + 1 }));
        await preferences.put(preference("a", "u"));
        await preferences.put(preference("c", "u", { kind: "book" }));
        await preferences.put(preference("d", "v"));
        expectSame(idsOf(await preferences.list("u")), ["a", "c", "b"], "all of the user's");
        expectSame(idsOf(await preferences.list("u", "movie")), ["a", "b"], "the films");
        expectSame(await preferences.list("U"), [], "another user's");
      }),
  },
  {
    name: "preference stored again is replaced, and removed by its owner only",
    run: (subject) =>
      withStores(subject, async ({ preferences }) => {
        await preferences.put(preference("a", "u", { year: 1999 }));
        await preferences.put(preference("a", "u", { verdict: "seen" }));
        expectSame(await preferences.list("u"), [preference("a", "u", { verdict: "seen" })], "the preferences");
        expectSame(await preferences.remove("v", "a"), false, "the answer to another user");
        expectSame(await preferences.remove("u", "a"), true, "the answer");
        expectSame(await preferences.list("u"), [], "what is left");
      }),
  },
  {
    name: "preference with the id of another user's takes nothing from that user",
    run: (subject) =>
      withStores(subject, async ({ preferences }) => {
        await preferences.put(preference("a", "u"));
        await preferences.put(preference("a", "v", { year: 1999 }));
        expectSame(await preferences.list("u"), [preference("a", "u")], "the first user's");
        expectSame(await preferences.list("v"), [], "the other's");
      }),
  },
  {
    name: "preferences without a vector of the model are found, oldest first",
    run: (subject) =>
      withStores(subject, async ({ preferences }) => {
        const embedding = (model: string) => ({ embedding: { model, vector: Float32Array.of(1, 0) } });
        await preferences.put(preference("none", "u", { createdAtMs: someTimeMs + 1 }));
        await preferences.put(preference("old", "v", embedding("old-model")));
        await preferences.put(preference("new", "u", embedding("new-model")));
        expectSame(idsOf(await preferences.listToEmbed("new-model", 9)), ["old", "none"], "those to embed");
        expectSame(idsOf(await preferences.listToEmbed("new-model", 1)), ["old"], "the first of them");
      }),
  },
  {
    name: "persona's changes are replaced and removed",
    run: (subject) =>
      withStores(subject, async ({ personaOverrides }) => {
        expectSame(await personaOverrides.get("ollie"), undefined, "before");
        await personaOverrides.put("ollie", '{"name":"O"}');
        expectSame(await personaOverrides.put("ollie", '{"name":"Ollie 2"}'), { persisted: true }, "the outcome");
        expectSame(await personaOverrides.get("ollie"), '{"name":"Ollie 2"}', "the changes");
        expectSame(await personaOverrides.remove("ollie"), true, "the answer");
        expectSame(await personaOverrides.remove("ollie"), false, "the answer to the same again");
        expectSame(await personaOverrides.get("ollie"), undefined, "after");
      }),
  },
  {
    name: "response is found as it was last stored, and removed",
    run: (subject) =>
      withStores(subject, async ({ responses }) => {
        expectSame(await responses.find("resp_a"), undefined, "before");
        await responses.put(storedResponse("resp_a", "u"));
        const changed = storedResponse("resp_a", "u", { content: '{"text":"Grüße, 世界"}' });
        expectSame(await responses.put(changed), { persisted: true }, "the outcome");
        expectSame(await responses.find("resp_a"), changed, "the response");
        expectSame(await responses.remove("resp_a"), true, "the answer");
        expectSame(await responses.remove("resp_a"), false, "the answer to the same again");
        expectSame(await responses.find("resp_a"), undefined, "after");
      }),
  },
  {
    name: "responses past their retention are removed when another is stored",
    run: (subject) =>
      withStores(subject, async ({ responses }) => {
        const old = storedResponse("resp_old", "u", { createdAtMs: someTimeMs - responseRetentionMs - 1 });
        const kept = storedResponse("resp_kept", "u", { createdAtMs: someTimeMs - responseRetentionMs });
        await responses.put(old);
        await responses.put(kept);
        await responses.put(storedResponse("resp_new", "v"));
        expectSame(await responses.find("resp_old"), undefined, "the one past its retention");
        expectSame(await responses.find("resp_kept"), kept, "the one within it");
      }),
  },
  {
    name: "export has all of one user and nothing of another",
    run: (subject) =>
      withStores(subject, async ({ conversations, preferences, responses, users }) => {
        const [first, second] = [conversation("1", { userId: "u" }), conversation("2", { userId: "u" })];
        for (const one of [second, first, conversation("3", { userId: "v" }), conversation("4")]) {
          await conversations.begin(one);
          await conversations.put(fullReply(`m${one.id}`, one.id));
        }
        await preferences.put(preference("p", "u"));
        await preferences.put(preference("q", "v"));
        await responses.put(storedResponse("resp_p", "u"));
        await responses.put(storedResponse("resp_q", "v"));
        expectSame(
          await users.export("u"),
          {
            userId: "u",
            conversations: [
              { ...first, messages: [fullReply("m1", "1")] },
              { ...second, messages: [fullReply("m2", "2")] },
            ],
            preferences: [preference("p", "u")],
            responses: [storedResponse("resp_p", "u")],
          },
          "the user's data",
        );
        const nothing = { userId: "w", conversations: [], preferences: [], responses: [] };
        expectSame(await users.export("w"), nothing, "the data of somebody unknown");
      }),
  },
  {
    name: "removed user has left nothing, and no other user has lost anything",
    run: (subject) =>
      withStores(subject, async ({ conversations, preferences, responses, users }) => {
        for (const user of ["u", "v"]) {
          for (const id of [`1${user}`, `2${user}`]) {
            await conversations.begin(conversation(id, { userId: user }));
            await conversations.put(message(`a${id}`, id));
            await conversations.put(message(`b${id}`, id));
          }
          await preferences.put(preference(`p${user}`, user));
          await responses.put(storedResponse(`resp_${user}`, user));
        }
        const other = await users.export("v");
        expectSame(
          await users.remove("u"),
          { conversations: 2, messages: 4, preferences: 1, responses: 1 },
          "what was removed",
        );
        expectSame(
          await users.remove("u"),
          { conversations: 0, messages: 0, preferences: 0, responses: 0 },
          "the second time",
        );
        expectSame(
          await users.export("u"),
          { userId: "u", conversations: [], preferences: [], responses: [] },
          "what is left",
        );
        expectSame(await conversations.messages("1u"), [], "the messages of a removed conversation");
        expectSame(await users.export("v"), other, "another user's data");
      }),
  },
  {
    name: "writes that nobody waits for are removed with their user",
    run: (subject) =>
      withStores(subject, async ({ conversations, users }) => {
        const writes = [
          conversations.begin(conversation("c", { userId: "u" })),
          ...["a", "b", "c"].map((id) => conversations.put(message(id, "c"))),
        ];
        const removed = users.remove("u");
        await Promise.all(writes);
        expectSame(await removed, { conversations: 1, messages: 3, preferences: 0, responses: 0 }, "what was removed");
        expectSame(await conversations.messages("c"), [], "what is left");
      }),
  },
  {
    name: "state says that all is well",
    run: (subject) =>
      withStores(subject, async ({ conversations, state }) => {
        await conversations.begin(conversation("c"));
        const { available, pending, dropped } = state();
        expectSame({ available, pending, dropped }, { available: true, pending: 0, dropped: 0 }, "the state");
      }),
  },
];
