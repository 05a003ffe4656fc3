import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { silentLog } from "../../core/log.ts";
import { findPostgresql, startPostgresql, type PostgresqlServer } from "../../../test/support/postgresql-server.ts";
import { storeContract } from "../../testing/store-contract.ts";
import { openStores } from "../open-stores.ts";
import { postgresqlSource } from "./source.ts";

const neverAborted = new AbortController().signal;
const found = findPostgresql(process.env);

describe.skipIf(typeof found === "string")(
  `PostgreSQL${typeof found === "string" ? ` (skipped: ${found})` : ""}`,
  () => {
    let server: PostgresqlServer;
    beforeAll(async () => {
      if (typeof found !== "string") server = await startPostgresql(found.folder);
    });
    afterAll(() => server[Symbol.asyncDispose]());

    const options = { path: "", clock: systemClock, log: silentLog };
    const createStores = async () => openStores({ ...options, databaseUrl: await server.createDatabase() });
    it.each(storeContract({ createStores }))("$name", ({ run }) => run());

    it("makes its tables once when several processes open an empty database at once", async () => {
      const url = await server.createDatabase();
      const opened = await Promise.all([1, 2, 3, 4].map(() => postgresqlSource(url).open(neverAborted)));
      const counts = await Promise.all(
        opened.map(({ query }) => query.selectFrom("conversations").selectAll().execute()),
      );
      expect(counts).toEqual([[], [], [], []]);
      await Promise.all(opened.map((one) => one.close()));
    });

    it("says what to do when there is no such database, and shows no password", async () => {
      const url = server.url("missing").replace("repartee@", "repartee:secret@");
      const opening = postgresqlSource(url).open(neverAborted);
      await expect(opening).rejects.toMatchObject({ code: "storage_unavailable", hint: /createdb/ });
      await expect(opening).rejects.not.toThrow(/secret/);
    });

    it("goes on when the server dies, and writes what waited when it is back", async () => {
      const databaseUrl = await server.createDatabase();
      await using stores = await openStores({ ...options, databaseUrl });
      const message = (id: string) =>
        ({ id, conversationId: "c", role: "user", text: id, state: "complete", createdAtMs: 1 }) as const;
      await stores.conversations.begin({ id: "c", createdAtMs: 1 });
      await stores.conversations.put(message("before"));
      await server.kill();
      expect(await stores.conversations.put(message("while"))).toEqual({ persisted: false });
      await expect(stores.conversations.messages("c")).rejects.toMatchObject({ code: "storage_unavailable" });
      const waiting = await stores.conversations.messages("c", { waitingIsEnough: true });
      expect(waiting.map(({ id }) => id)).toEqual(["while"]);
      await expect(stores.conversations.find("c")).rejects.toMatchObject({ code: "storage_unavailable" });
      expect(stores.state()).toMatchObject({ available: false, pending: 1 });
      await server.start();
      await expect.poll(() => stores.state(), { timeout: 20_000 }).toMatchObject({ available: true, pending: 0 });
      expect((await stores.conversations.messages("c")).map(({ id }) => id)).toEqual(["before", "while"]);
    });

    it.runIf(process.platform === "linux")("answers in time when the server does not, and closes", async () => {
      const databaseUrl = await server.createDatabase();
      const timeouts = { writeMs: 600, readMs: 300, transactionMs: 5_000, closeMs: 300 };
      const stores = await openStores({ ...options, databaseUrl, timeouts });
      await stores.conversations.begin({ id: "c", createdAtMs: 1 });
      server.freeze();
      try {
        expect(await stores.conversations.begin({ id: "d", createdAtMs: 2 })).toEqual({ persisted: false });
        await expect(stores.conversations.find("c")).rejects.toMatchObject({ code: "storage_unavailable" });
        await stores[Symbol.asyncDispose]();
      } finally {
        server.thaw();
      }
    });
  },
);
