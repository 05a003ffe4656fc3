/** Requests with an idempotency key that are sent again after the server was killed. */
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeScriptedLlama } from "repartee/testing";
import { metric, startServerIn, until, type ServerProcess } from "./server-process.ts";
import { parseFrames, type Frame } from "../http/support/read-events.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-repeated-"));
  // Some milliseconds a token, so that a reply is met in its middle.
  const script = "One word after another and no end in sight, ";
  await writeScriptedLlama(join(folder, "endless.gguf"), {
    script,
    eos: false,
    contextLength: 8192,
    idleMegabytes: 24,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (): Promise<ServerProcess> => startServerIn(folder, "--database-path", join(folder, "data.db"));

async function kill({ process: child }: ServerProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

function ask(url: string, key: string, body: object, more: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key, ...more },
    body: JSON.stringify({ text: "Tell me", ...body }),
    signal,
  });
}

/** Reads some tokens, then cuts the connection. A client has read the first two frames of what came. */
async function readSome(response: Response, cut: AbortController): Promise<readonly Frame[]> {
  const decoder = new TextDecoder();
  let read = "";
  for await (const bytes of response.body ?? []) {
    read += decoder.decode(bytes as Uint8Array, { stream: true });
    if (read.split("event: token").length > 3) break;
  }
  cut.abort();
  return parseFrames(`${read.split("\n\n").slice(0, 2).join("\n\n")}\n\n`);
}

const states = async (url: string, id: string): Promise<readonly string[]> => {
  const response = await fetch(`${url}/api/conversations/${id}`);
  if (response.status !== 200) return [];
  const { messages } = (await response.json()) as { messages: { role: string; state: string }[] };
  return messages.map(({ role, state }) => `${role} ${state}`);
};

const answered = ["user complete", "assistant complete"];

test("a whole reply is the same after the server was killed", async () => {
  const body = { max_tokens: 20, conversation_id: "whole" };
  let before: unknown;
  {
    await using server = await start();
    before = await (await ask(server.url, "whole", body)).json();
    await kill(server);
  }
  await using again = await start();
  const response = await ask(again.url, "whole", body);
  expect(await response.json()).toEqual(before);
  expect(response.headers.get("idempotency-replayed")).toBe("true");
  expect(await states(again.url, "whole")).toEqual(answered);
}, 60_000);

test("a stream that was cut, and written to its end without a reader, goes on after the server was killed", async () => {
  const body = { stream: true, max_tokens: 60, conversation_id: "cut" };
  const cut = new AbortController();
  let seen: readonly Frame[] = [];
  {
    await using server = await start();
    seen = await readSome(await ask(server.url, "cut", body, {}, cut.signal), cut);
    await until(async () => (await states(server.url, "cut")).at(-1) === answered[1], 30_000, "the stored reply");
    await until(async () => (await metric(server.url, "repartee_requests_in_flight")) === 0, 9_000, "no reply");
    // The write is behind this one in the queue.
    await fetch(`${server.url}/api/users/nobody/data`, { method: "DELETE" });
    await kill(server);
  }
  await using again = await start();
  const rest = parseFrames(
    await (await ask(again.url, "cut", body, { "last-event-id": seen.at(-1)?.id ?? "" })).text(),
  );
  const all = parseFrames(await (await ask(again.url, "cut", body)).text());
  expect([...seen, ...rest]).toEqual(all);
  expect(rest.at(-1)?.event).toBe("done");
  expect(rest.length).toBeGreaterThan(1);
}, 60_000);

test("a stream that the kill broke off is answered anew as the same turn, and has no rest to go on with", async () => {
  const body = { stream: true, max_tokens: 3000, conversation_id: "broken" };
  let seen: readonly Frame[] = [];
  {
    await using server = await start();
    const cut = new AbortController();
    const response = await ask(server.url, "broken", body, {}, cut.signal);
    const isStored = async (): Promise<boolean> => (await states(server.url, "broken")).includes("assistant streaming");
    await until(isStored, 20_000, "the first checkpoint");
    await kill(server);
    seen = await readSome(response, cut).catch(() => []);
  }
  await using again = await start();
  expect(await states(again.url, "broken")).toEqual(["user complete", "assistant partial"]);
  const goOn = await ask(again.url, "broken", body, { "last-event-id": seen.at(-1)?.id ?? "0123456789ab.1" });
  expect(await goOn.json()).toMatchObject({ error: { code: "event_not_found" } });
  const anew = parseFrames(await (await ask(again.url, "broken", body)).text());
  expect(anew.at(-1)?.event).toBe("done");
  expect(await states(again.url, "broken"), "no second turn").toEqual(answered);
}, 90_000);
