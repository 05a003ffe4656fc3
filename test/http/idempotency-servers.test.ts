/** The same request at two servers that share a PostgreSQL. */
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { openStores } from "../../src/storage/index.ts";
import { createGate } from "../../src/testing/fake-engine/gate.ts";
import { createRespondScene, type RespondScene } from "../chat/respond-scene.ts";
import { until } from "../faults/server-process.ts";
import { says } from "../serving/scene.ts";
import { findPostgresql, startPostgresql } from "../support/postgresql-server.ts";
import { startServer } from "./support/start-server.ts";

const found = findPostgresql(process.env);

test.skipIf(typeof found === "string")(
  `a repeat at another server waits for the first one's reply, and gets it${typeof found === "string" ? ` (skipped: ${found})` : ""}`,
  async () => {
    const postgresql = await startPostgresql(typeof found === "string" ? "" : found.folder);
    onTestFinished(() => postgresql[Symbol.asyncDispose]());
    const databaseUrl = await postgresql.createDatabase();
    const gate = createGate();
    const servers: { url: string; chat: RespondScene }[] = [];
    for (const words of [" one", " two"]) {
      const stores = await openStores({ databaseUrl, path: "", clock: systemClock, log: silentLog });
      onTestFinished(() => stores[Symbol.asyncDispose]());
      const replies = [[says("Hello"), { type: "wait", gate } as const, says(words)]];
      const chat = await createRespondScene({ models: { a: { replies } } }, { conversations: stores.conversations });
      servers.push({ url: (await startServer({ stores, chat })).url, chat });
    }
    const [one, two] = servers;
    const ask = async (url = "") => {
      const response = await fetch(`${url}/api/respond`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "k" },
        body: JSON.stringify({ text: "Hi", stream: true }),
      });
      return await response.text();
    };
    const first = ask(one?.url);
    await until(() => one?.chat.scene.engine.liveGenerations === 1, 9_000, "the generation");
    const repeat = ask(two?.url);
    gate.open();
    expect(await repeat).toBe(await first);
    expect(two?.chat.scene.records).toHaveLength(0);
  },
  60_000,
);
