/** Several servers on one PostgreSQL, as users deploy them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { findPostgresql } from "../support/postgresql-server.ts";
import { startCluster, type Cluster } from "./cluster.ts";

const found = findPostgresql(process.env);

const replySchema = z.looseObject({ text: z.string(), persisted: z.boolean(), complete: z.boolean() });
const conversationSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), text: z.string(), state: z.string() })),
});
const readinessSchema = z.looseObject({ ready: z.boolean() });

async function post(url: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function respond(url: string, body: object): Promise<z.infer<typeof replySchema>> {
  const answer = await post(`${url}/api/respond`, body);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${text}`);
  return replySchema.parse(JSON.parse(text));
}

/** The messages as `role state text`; undefined where there is no conversation. */
async function stored(url: string, id: string, userId?: string): Promise<readonly string[] | undefined> {
  const query = userId === undefined ? "" : `?user_id=${userId}`;
  const answer = await fetch(`${url}/api/conversations/${id}${query}`);
  if (answer.status === 404) return undefined;
  const { messages } = conversationSchema.parse(await answer.json());
  return messages.map(({ role, state, text }) => `${role} ${state} ${text}`);
}

interface OpenReply {
  /** The text so far or at the end, and whether the last event came. */
  end(): Promise<{ readonly text: string; readonly isDone: boolean }>;
}

/** A streamed reply of which the first text has arrived. */
async function openReply(url: string, body: object): Promise<OpenReply> {
  const answer = await post(`${url}/api/respond`, { ...body, stream: true });
  const reader = (answer.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  let received = "";
  while (!received.includes("event: token")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`expected a token, got ${received}`);
    received += value;
  }
  return {
    async end() {
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) received += part.value;
      } catch {
        // The connection was cut.
      }
      return { text: received, isDone: received.includes("event: done") };
    },
  };
}

describe.skipIf(typeof found === "string")(
  `three servers on one PostgreSQL${typeof found === "string" ? ` (skipped: ${found})` : ""}`,
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      if (typeof found !== "string") cluster = await startCluster(found.folder);
    });
    afterAll(() => cluster[Symbol.asyncDispose]());
    beforeEach(() => cluster.upstream.hold());

    test("a second turn on another server knows the first, and so does a third on the third one", async () => {
      const { replicas, upstream } = cluster;
      for (const [index, { url }] of replicas.entries()) {
        const reply = await respond(url, { text: `this is turn ${index}`, conversation_id: "second-turn" });
        expect(reply).toMatchObject({ persisted: true, complete: true, text: `You said this is turn ${index}.` });
      }
      const prompt = upstream.prompts.at(-1) ?? "";
      expect(prompt).toMatch(/turn 0[^]*You said this is turn 0[^]*turn 1[^]*You said this is turn 1[^]*turn 2/);
    });

    test("two turns at once at two servers are answered one after the other, nothing is mixed up", async () => {
      const [a, b, c] = cluster.replicas;
      const first = await openReply(a.url, { text: "please hold one", conversation_id: "at-once" });
      let isAnswered = false;
      const second = respond(b.url, { text: "and two", conversation_id: "at-once" }).then((reply) => {
        isAnswered = true;
        return reply;
      });
      // The second has been asked; another conversation is answered there meanwhile.
      await respond(b.url, { text: "elsewhere", conversation_id: "not-at-once" });
      expect(isAnswered).toBe(false);
      expect((await stored(c.url, "at-once"))?.filter((message) => message.startsWith("user"))).toHaveLength(1);
      cluster.upstream.release();
      expect((await first.end()).isDone).toBe(true);
      expect(await second).toMatchObject({ persisted: true, text: "You said and two." });
      expect(await stored(c.url, "at-once")).toEqual([
        "user complete please hold one",
        "assistant complete You said please hold one.",
        "user complete and two",
        "assistant complete You said and two.",
      ]);
      expect(cluster.upstream.prompts.at(-1)).toContain("You said please hold one.");
    });

    test("a killed server ends its own streams only, and their conversations go on elsewhere", async () => {
      const [a, b, c] = cluster.replicas;
      const own = await openReply(a.url, { text: "please hold a", conversation_id: "killed-a" });
      const others = [
        await openReply(b.url, { text: "please hold b", conversation_id: "killed-b" }),
        await openReply(c.url, { text: "please hold c", conversation_id: "killed-c" }),
      ];
      const left = async (): Promise<readonly string[]> => (await stored(c.url, "killed-a")) ?? [];
      await expect.poll(left).toContainEqual(expect.stringMatching(/^assistant streaming You/));
      await a.stop("SIGKILL");
      expect(await own.end()).toMatchObject({ isDone: false });
      // One that starts leaves alone what the others are writing.
      await a.start();
      expect(await stored(a.url, "killed-b")).toContainEqual(expect.stringMatching(/^assistant streaming/));
      const next = respond(b.url, { text: "are you there", conversation_id: "killed-a" });
      expect(await next).toMatchObject({ persisted: true, text: "You said are you there." });
      expect(await stored(c.url, "killed-a")).toEqual([
        "user complete please hold a",
        expect.stringMatching(/^assistant partial You/),
        "user complete are you there",
        "assistant complete You said are you there.",
      ]);
      cluster.upstream.release();
      for (const other of others) expect(await other.end()).toMatchObject({ isDone: true });
      for (const name of ["b", "c"]) {
        expect(await stored(a.url, `killed-${name}`)).toEqual([
          `user complete please hold ${name}`,
          `assistant complete You said please hold ${name}.`,
        ]);
      }
    });

    test("a stopped server ends its streams with their last event", async () => {
      const [a, , c] = cluster.replicas;
      const reply = await openReply(a.url, { text: "please hold", conversation_id: "stopped" });
      const stopped = a.stop("SIGTERM");
      const isReady = async (): Promise<boolean> =>
        await fetch(`${a.url}/ready`).then(
          async (answer) => readinessSchema.parse(await answer.json()).ready,
          () => false,
        );
      await expect.poll(isReady).toBe(false);
      cluster.upstream.release();
      expect(await reply.end()).toMatchObject({ isDone: true });
      await stopped;
      expect(await stored(c.url, "stopped")).toContain("assistant complete You said please hold.");
      await a.start();
    });

    test("a rolling restart at 20 requests a second fails none", async () => {
      const { url, replicas } = cluster;
      const failures: string[] = [];
      const sent: Promise<void>[] = [];
      const spoken: string[] = [];
      const expectReply = async (number: number): Promise<void> => {
        // Each second one is stored.
        if (number % 2 === 0) {
          const id = `rolling-${number}`;
          const { text } = await respond(url, { text: `number ${number}`, conversation_id: id });
          if (text !== `You said number ${number}.`) throw new Error(text);
          spoken.push(id);
          return;
        }
        const answer = await post(`${url}/v1/chat/completions`, {
          messages: [{ role: "user", content: `number ${number}` }],
        });
        const text = await answer.text();
        if (!answer.ok || !text.includes(`You said number ${number}.`)) throw new Error(`${answer.status} ${text}`);
      };
      let isRestarted = false;
      const sending = new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          const number = sent.length;
          sent.push(expectReply(number).catch((error: unknown) => void failures.push(`${number}: ${String(error)}`)));
          if (!isRestarted) return;
          clearInterval(timer);
          resolve();
        }, 50);
      });
      for (const replica of replicas) {
        await replica.stop("SIGTERM");
        await replica.start();
      }
      isRestarted = true;
      await sending;
      await Promise.all(sent);
      console.log(`${failures.length} of ${sent.length} failed while all three were restarted`);
      expect(failures).toEqual([]);
      // On a busy machine a write may be later than its reply.
      for (const id of spoken) await expect.poll(() => stored(url, id), { timeout: 10_000 }).toHaveLength(2);
    }, 120_000);

    test("a persona that is changed at one server is changed at all with the next request", async () => {
      const { replicas, upstream } = cluster;
      const [a, b, c] = replicas;
      const changes = { character: "You are a lighthouse." };
      const override = `${a.url}/api/personas/ollie/override`;
      const changed = await post(override, changes);
      expect(changed.status, await changed.clone().text()).toBe(200);
      for (const { url } of [b, c]) {
        await respond(url, { text: "I saw a lot of ships" });
        expect(upstream.prompts.at(-1)).toContain("You are a lighthouse.");
      }
      const restored = await fetch(`${b.url}/api/personas/ollie/override`, { method: "DELETE" });
      expect(restored.status, await restored.clone().text()).toBe(200);
      await respond(a.url, { text: "I saw a lot of ships" });
      expect(upstream.prompts.at(-1)).not.toContain("lighthouse");
    });

    test("a database that dies and comes back loses nothing; what was said meanwhile is written, in order", async () => {
      const { database, replicas } = cluster;
      const [a, b, c] = replicas;
      await respond(a.url, { text: "before", conversation_id: "outage" });
      await database.kill();
      expect(await respond(a.url, { text: "during one", conversation_id: "outage" })).toMatchObject({
        persisted: false,
      });
      expect(await respond(a.url, { text: "during two", conversation_id: "outage" })).toMatchObject({
        persisted: false,
      });
      expect(await respond(b.url, { text: "during three", conversation_id: "outage-b" })).toMatchObject({
        persisted: false,
        text: "You said during three.",
      });
      await database.start();
      const both = async (): Promise<readonly unknown[]> => [
        (await stored(c.url, "outage").catch(() => []))?.length,
        (await stored(c.url, "outage-b").catch(() => []))?.length,
      ];
      await expect.poll(both, { timeout: 40_000 }).toEqual([6, 2]);
      const texts = ["before", "during one", "during two"];
      expect(await stored(c.url, "outage")).toEqual(
        texts.flatMap((text) => [`user complete ${text}`, `assistant complete You said ${text}.`]),
      );
      expect(await respond(c.url, { text: "after", conversation_id: "outage" })).toMatchObject({ persisted: true });
    });
  },
);
