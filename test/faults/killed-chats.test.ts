/** `npm run soak:kills` runs the same with 100 kills; REPARTEE_CHAT_KILL_SEED repeats a run's moments. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seededRandom } from "../../src/core/seeded-random.ts";
import { chatUntilGone, clientKinds, type Acknowledged } from "./chatting-client.ts";
import { startServerIn, until, writeEndlessModel, type ServerProcess } from "./server-process.ts";

interface KeptMessage {
  readonly id: string;
  readonly role: string;
  readonly text: string;
  readonly state: string;
}

const kills = Number(process.env["REPARTEE_CHAT_KILLS"] ?? 8);
const seed = Number(process.env["REPARTEE_CHAT_KILL_SEED"] ?? Date.now() % 1_000_000);
/** Counted from the start of the chats in one round, from the first acknowledgement in the next. */
const longestLifeMs = 900;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-killed-chats-"));
  await writeEndlessModel(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start(): Promise<ServerProcess> {
  return startServerIn(
    folder,
    "--context-size",
    "8192",
    "--no-reply-gate",
    "--database-path",
    join(folder, "repartee.db"),
  );
}

async function kill({ process: server }: ServerProcess): Promise<void> {
  const exited = once(server, "exit");
  server.kill("SIGKILL");
  await exited;
}

async function keptOf(url: string, conversation: string): Promise<readonly KeptMessage[]> {
  const response = await fetch(`${url}/api/conversations/${conversation}`);
  // A conversation of which nothing was committed is not there.
  if (response.status === 404) return [];
  expect(response.status).toBe(200);
  return ((await response.json()) as { messages: readonly KeptMessage[] }).messages;
}

async function keptOfAll(url: string): Promise<readonly KeptMessage[]> {
  const names = clientKinds.flatMap((kind) => [0, 1, 2].map((index) => `${kind}-${index}`));
  return (await Promise.all(names.map((name) => keptOf(url, name)))).flat();
}

/** What was promised and is not there as it was promised, and what is there twice or looks unfinished. */
function faultsOf(kept: readonly KeptMessage[], acknowledged: readonly Acknowledged[]): readonly string[] {
  const byId = new Map(kept.map((message) => [message.id, message]));
  const lost = acknowledged.filter(({ id, role, text }) => {
    const found = byId.get(id);
    return found?.role !== role || found.text !== text || found.state !== "complete";
  });
  const spoken = kept.filter(({ role }) => role === "user").map(({ text }) => text);
  const twice = spoken.filter((text, index) => spoken.indexOf(text) !== index);
  return [
    ...lost.map(({ id, role, text }) => `lost: ${role} ${id} ${JSON.stringify(text)}`),
    ...twice.map((text) => `twice: ${text}`),
    ...(byId.size === kept.length ? [] : ["an id is there twice"]),
    ...kept.filter(({ state }) => state === "streaming").map(({ id }) => `left streaming: ${id}`),
  ];
}

test(
  `${kills} kills of a server in the middle of chats lose nothing that it acknowledged, and store nothing twice`,
  async () => {
    const random = seededRandom(seed);
    const told = `REPARTEE_CHAT_KILL_SEED=${seed}`;
    const acknowledged = new Map<string, Acknowledged>();
    for (let round = 0; round < kills; round += 1) {
      await using server = await start();
      expect(faultsOf(await keptOfAll(server.url), [...acknowledged.values()]), `${told}, round ${round}`).toEqual([]);
      let begun = (): void => {};
      const first = new Promise<void>((resolve) => (begun = resolve));
      const acknowledge = (message: Acknowledged): void => {
        acknowledged.set(message.id, message);
        begun();
      };
      const clients = clientKinds.map((kind) =>
        chatUntilGone({ kind, url: server.url, name: `${kind} of round ${round}`, acknowledge }),
      );
      const lifeMs = random() * longestLifeMs;
      const talking = Promise.all(clients);
      if (round % 2 === 1) await Promise.race([talking, first]);
      await Promise.race([talking, new Promise((resolve) => setTimeout(resolve, lifeMs))]);
      await kill(server);
      await talking;
    }
    await using server = await start();
    const kept = await keptOfAll(server.url);
    expect(faultsOf(kept, [...acknowledged.values()]), told).toEqual([]);
    const partial = kept.filter(({ state }) => state === "partial").length;
    console.log(
      `${told}: ${kills} kills, ${acknowledged.size} messages acknowledged, ${kept.length} kept, ${partial} partial`,
    );
    expect(acknowledged.size).toBeGreaterThan(0);
  },
  60_000 + kills * 15_000,
);

test("a reply that is being spoken when the server is killed is partial afterwards, with what was said", async () => {
  await using server = await start();
  const reading = fetch(`${server.url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "Tell me", conversation_id: "c", max_tokens: 3000, stream: true }),
  }).then((response) => response.text());
  const cut = expect(reading).rejects.toThrow(TypeError);
  const isSpeaking = async (): Promise<boolean> =>
    (await keptOf(server.url, "c")).some(({ state }) => state === "streaming");
  await until(isSpeaking, 20_000, "the first checkpoint");
  await kill(server);
  await cut;

  await using again = await start();
  const kept = await keptOf(again.url, "c");
  expect(kept.map(({ role, state }) => [role, state])).toEqual([
    ["user", "complete"],
    ["assistant", "partial"],
  ]);
  expect("One word after another and no end in sight, ".repeat(100)).toContain(kept[1]?.text.trim());
}, 60_000);
