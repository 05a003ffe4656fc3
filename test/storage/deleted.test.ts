/** What a user had deleted is in no byte of the folder, and a clean stop leaves one file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import type { Stores } from "../../src/core/stores.ts";
import { openStores } from "../../src/storage/index.ts";
import { openSqlite } from "../../src/storage/sqlite/binding.ts";

const secret = "Rosamunde";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repartee-deleted-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function open(folder: string): Promise<Stores> {
  return openStores({ databaseUrl: null, path: join(folder, "repartee.db"), clock: systemClock, log: silentLog });
}

/** How often the secret is in each file. */
function traces(folder: string): Record<string, number> {
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "latin1")] as const);
  return Object.fromEntries(files.map(([name, bytes]) => [name, bytes.split(secret).length - 1]));
}

function total(folder: string): number {
  return Object.values(traces(folder)).reduce((sum, count) => sum + count, 0);
}

async function tellSecrets({ conversations, keyedReplies, preferences, personaOverrides }: Stores): Promise<void> {
  for (const id of ["c1", "c2"]) {
    await conversations.begin({ id, userId: "anna", createdAtMs: 1 });
    for (let turn = 0; turn < 20; turn++) {
      const text = `${secret} ${turn} ${"and more words ".repeat(40)}`;
      const message = { id: `${id}-${turn}`, conversationId: id, role: "assistant", createdAtMs: turn } as const;
      await conversations.put({ ...message, text: `${secret} in the making`, state: "streaming" });
      await conversations.put({ ...message, text, state: "complete" });
    }
  }
  await preferences.put({ id: "p", userId: "anna", kind: "film", title: secret, verdict: "liked", createdAtMs: 1 });
  const reply = { owner: "o", content: JSON.stringify({ text: secret }), createdAtMs: 1 };
  await keyedReplies.put({ ...reply, id: "of-c1", conversationId: "c1" });
  await keyedReplies.put({ ...reply, id: "of-anna", userId: "anna" });
  await personaOverrides.put("ollie", JSON.stringify({ description: secret }));
}

test("deleted rows of every kind are in no byte of the folder, while the program runs and after it", async () => {
  const folder = emptyFolder();
  {
    await using stores = await open(folder);
    await tellSecrets(stores);
    expect(total(folder)).toBeGreaterThan(0);
    await stores.conversations.remove("c1");
    await stores.preferences.remove("anna", "p");
    await stores.personaOverrides.remove("ollie");
    await stores.users.remove("anna");
    expect(total(folder), JSON.stringify(traces(folder))).toBe(0);
  }
  expect(traces(folder)).toEqual({ "repartee.db": 0 });
});

test("a clean stop leaves one file, whose copy has everything", async () => {
  const folder = emptyFolder();
  {
    await using stores = await open(folder);
    await tellSecrets(stores);
  }
  expect(Object.keys(traces(folder))).toEqual(["repartee.db"]);
  await using stores = await open(folder);
  expect(await stores.conversations.messages("c2")).toHaveLength(20);
});

test("what another reader of the file keeps in the log is erased once it has read", async () => {
  const folder = emptyFolder();
  await using stores = await open(folder);
  await tellSecrets(stores);
  const reader = openSqlite(join(folder, "repartee.db"), { busyTimeoutMs: 0 });
  reader.run("begin", []);
  reader.run("select count(*) from messages", []);
  await stores.users.remove("anna");
  await stores.personaOverrides.remove("ollie");
  expect(total(folder)).toBeGreaterThan(0);
  reader.run("commit", []);
  reader.close();
  await expect.poll(() => total(folder), { timeout: 10_000 }).toBe(0);
});
