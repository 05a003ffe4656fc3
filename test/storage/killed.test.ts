import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { openStores } from "../../src/storage/index.ts";

const writer = fileURLToPath(new URL("fixtures/write-messages.mjs", import.meta.url));
const rounds = Number(process.env["REPARTEE_KILL_ROUNDS"] ?? 10);

/** Runs the writer until it was killed, some milliseconds after its first word. Returns the ids that it acknowledged. */
async function killedWriter(path: string, round: number, lifeMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, path, String(round)], { stdio: ["ignore", "pipe", "inherit"] });
  const limit = setTimeout(() => child.kill("SIGKILL"), 20_000);
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (printed === "") setTimeout(() => child.kill("SIGKILL"), lifeMs);
    printed += text;
  });
  await once(child, "close");
  clearTimeout(limit);
  // The last line may be cut: it ends with a line end or it does not count.
  return printed.split("\n").slice(0, -1);
}

test(`writer killed ${rounds} times has lost nothing that it acknowledged, and stored nothing twice`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "repartee-killed-"));
  const path = join(folder, "repartee.db");
  const acknowledged = new Set<string>();
  const lives: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const lifeMs = Math.random() * 60;
      lives.push(lifeMs);
      for (const id of await killedWriter(path, round, lifeMs)) acknowledged.add(id);
    }
    await using stores = await openStores({ databaseUrl: null, path, clock: systemClock, log: silentLog });
    await stores.conversations.closeInterrupted();
    const messages = await stores.conversations.messages("c");
    const killed = `killed after ${lives.map((life) => life.toFixed(2)).join(", ")} ms`;
    const ids = messages.map(({ id }) => id);
    expect(
      [...acknowledged].filter((id) => !ids.includes(id)),
      killed,
    ).toEqual([]);
    expect(new Set(ids).size, killed).toBe(ids.length);
    expect(
      messages.filter(({ state }) => state === "streaming"),
      killed,
    ).toEqual([]);
    const cut = messages.filter(({ text }) => text === "cut o");
    expect(new Set(cut.map(({ state }) => state)), killed).toEqual(new Set(cut.length === 0 ? [] : ["partial"]));
    expect(acknowledged.size, killed).toBeGreaterThanOrEqual(rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
