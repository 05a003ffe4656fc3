/** The process of a real model is killed while it writes: what was begun goes on, what is asked next is answered. */
import { expect, test } from "vitest";
import { z } from "zod";
import { starter as model, useStarterServer } from "./real-starter.ts";

const starter = useStarterServer();

const running = z.object({
  models: z.array(z.object({ name: z.string(), pid: z.number().optional(), leases: z.number() })),
});

async function runner(): Promise<{ readonly pid: number; readonly leases: number } | undefined> {
  const response = await fetch(`${starter.server().url}/api/ps`);
  const found = running.parse(await response.json()).models.find(({ name }) => name === model);
  return found?.pid === undefined ? undefined : { pid: found.pid, leases: found.leases };
}

async function openStream(path: string, body: unknown): Promise<Response> {
  return await fetch(starter.server().url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function* eventsOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of response.body ?? []) {
    const events = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    yield* events.filter((event) => event.trim() !== "");
  }
}

test("in mid-stream: a fresh process goes on in the same stream, and answers the next request", async ({ skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const messages = [{ role: "user", content: "Tell me a very long story about a ship." }];
  const stream = await openStream("/v1/chat/completions", {
    model,
    messages,
    stream: true,
    max_tokens: 300,
    min_p: 0,
  });
  const events: string[] = [];
  let killed: number | undefined;
  for await (const event of eventsOf(stream)) {
    events.push(event);
    if (events.length < 5 || killed !== undefined) continue;
    killed = (await runner())?.pid;
    expect(killed).toBeDefined();
    process.kill(killed ?? 0, "SIGKILL");
  }
  expect(killed).toBeDefined();
  expect(events.filter((event) => event.includes('"error"'))).toEqual([]);
  expect(events.filter((event) => event.includes('"finish_reason":"'))).toHaveLength(1);
  expect(events.at(-1)).toBe("data: [DONE]");
  // What the killed process wrote was a few tokens only.
  expect(events.length).toBeGreaterThan(20);

  const next = await starter.server().post("/v1/chat/completions", {
    model,
    messages: [{ role: "user", content: "How many days does a week have?" }],
    temperature: 0,
    max_tokens: 40,
  });
  expect(next).toMatchObject({ status: 200, body: { repartee: { source: "model", model } } });
  expect((await runner())?.pid).not.toBe(killed);
});

test("while a persona's reply is made: a reply comes all the same, once", async ({ skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const before = await runner();
  expect(before).toBeDefined();
  const body = { text: "My brother broke my bike and did not even say sorry.", language: "en", stream: true };
  const stream = openStream("/api/respond", body);
  while (((await runner())?.leases ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  process.kill(before?.pid ?? 0, "SIGKILL");
  const events: string[] = [];
  for await (const event of eventsOf(await stream)) events.push(event);
  const done = events.filter((event) => event.startsWith("event: done"));
  expect(done).toHaveLength(1);
  expect(events.at(-1)).toBe(done[0]);
  const data: unknown = JSON.parse((done[0] ?? "").split("data: ")[1] ?? "null");
  const { text, success, source } = z
    .object({ text: z.string().min(10), success: z.boolean(), source: z.string() })
    .parse(data);
  console.log(`${source}: ${text}`);
  expect(success).toBe(source !== "template");

  const next = await starter.server().post("/api/respond", { text: "I passed my driving test!", language: "en" });
  expect(next).toMatchObject({ status: 200, body: { text: expect.stringMatching(/\w{3}/) } });
  expect((await runner())?.pid).not.toBe(before?.pid);
});
