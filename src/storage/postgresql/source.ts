/** A database on a PostgreSQL server. */
import { Socket } from "node:net";
import { Kysely, PostgresDialect } from "kysely";
import { ReparteeError } from "../../core/errors.ts";
import { driverCode, type DatabaseSource, type OpenDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { DatabaseSchema } from "../schema.ts";
import { placeOfUrl } from "./place.ts";

/** A server that does not even refuse is given up after this time. */
const connectTimeoutMs = 5_000;
/** The server gives up a statement, or a transaction that went silent, before the connection is given up here. */
const statementTimeoutMs = 20_000;
const maxConnections = 8;

/** The type ids of 64-bit and of arbitrary numbers, which `pg` hands over as text; ours are all below 2^53. */
const numberTypes: ReadonlySet<number> = new Set([20, 1700]);

export function postgresqlSource(url: string): DatabaseSource {
  const place = placeOfUrl(url);
  return {
    kind: "postgresql",
    place,
    async open(signal) {
      const { default: pg } = await import("pg");
      // `end()` would wait for a connection whose other end has closed: its socket is destroyed instead.
      const sockets = new Set<Socket>();
      const pool = new pg.Pool({
        connectionString: url,
        max: maxConnections,
        connectionTimeoutMillis: connectTimeoutMs,
        statement_timeout: statementTimeoutMs,
        idle_in_transaction_session_timeout: statementTimeoutMs,
        application_name: "repartee",
        keepAlive: true,
        allowExitOnIdle: true,
        stream: () => {
          const socket = new Socket();
          sockets.add(socket);
          return socket.once("close", () => sockets.delete(socket));
        },
        types: {
          getTypeParser: (id: number, format?: "text" | "binary") =>
            numberTypes.has(id) && format !== "binary" ? Number : pg.types.getTypeParser(id, format),
        },
      });
      // A query on a broken connection rejects; without a listener the error would end the process as well.
      pool.on("error", () => {});
      pool.on("connect", (client) => client.on("error", () => {}));
      const query = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
      const close = async (): Promise<void> => {
        const ended = query.destroy().catch(() => {});
        for (const socket of sockets) socket.destroy();
        // Bounded: without sockets there is nothing to wait for.
        await ended;
      };
      const giveUp = (): void => void close();
      signal.addEventListener("abort", giveUp);
      try {
        await migrate(query, "postgresql");
      } catch (error) {
        await close();
        throw error instanceof ReparteeError ? error : openError(place, error);
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
      return {
        query,
        isShared: true,
        isRefusal,
        isConflict,
        survives: () => false,
        eraseDeleted,
        close,
      } satisfies OpenDatabase;
    },
  };
}

/**
 * Nothing: its pages are overwritten by its own VACUUM, its log by later writes. What a client can ask for (VACUUM FULL)
 * locks the tables for as long as they are long.
 */
function eraseDeleted(): Promise<boolean> {
  return Promise.resolve(true);
}

/** Classes 22 (data that cannot be stored) and 23 (a rule of the tables). */
function isRefusal(error: unknown): boolean {
  return /^2[23]...$/.test(driverCode(error));
}

/** `serialization_failure` and `deadlock_detected`. */
function isConflict(error: unknown): boolean {
  return /^40(001|P01)$/.test(driverCode(error));
}

function openError(place: string, cause: unknown): ReparteeError {
  const code = driverCode(cause);
  const found = cause instanceof Error && cause.message !== "" ? cause.message : code || String(cause);
  return new ReparteeError("storage_unavailable", `Cannot open the database ${place}: ${found}.`, {
    hint: nextAction(code),
    cause,
  });
}

function nextAction(code: string): string {
  if (code === "28P01" || code === "28000") return "Check user and password in DATABASE_URL.";
  if (code === "3D000") return "Create the database (`createdb NAME`), or correct its name in DATABASE_URL.";
  if (code === "42501") return "Let the user of DATABASE_URL create tables: `grant create on schema public to NAME`.";
  return "Check that PostgreSQL runs and that DATABASE_URL names its host and port; it is tried again by itself.";
}
