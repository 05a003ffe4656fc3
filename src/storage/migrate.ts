/** Brings a database's tables up to date, once, however many processes start at the same time. */
import { Migrator, type Kysely } from "kysely";
import { ReparteeError } from "../core/errors.ts";
import { migrationsFor, type SqlDialect } from "./migrations.ts";
import type { DatabaseSchema } from "./schema.ts";

/** Names of our own: the database may belong to another program as well. */
const migrationTableName = "repartee_migration";

/** @throws ReparteeError `storage_unavailable` when the database was written by a newer program. */
export async function migrate(query: Kysely<DatabaseSchema>, dialect: SqlDialect): Promise<void> {
  const migrations = migrationsFor(dialect);
  const migrator = new Migrator({
    db: query,
    migrationTableName,
    migrationLockTableName: "repartee_migration_lock",
    provider: { getMigrations: async () => migrations },
  });
  // The migrator looks again under its lock, where an unknown step is an error as well, only a less clear one.
  const known = Object.keys(migrations);
  const done = await stepsDone(query);
  refuseNewer(done, known);
  // Nothing to do takes no lock: a database that is locked for writing can still be opened for reading.
  if (known.every((name) => done.includes(name))) return;
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw error instanceof Error ? error : new Error("The tables cannot be brought up to date", { cause: error });
}

async function stepsDone(query: Kysely<DatabaseSchema>): Promise<readonly string[]> {
  const tables = await query.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === migrationTableName)) return [];
  const rows = await query
    .withTables<{ [migrationTableName]: { readonly name: string } }>()
    .selectFrom(migrationTableName)
    .select("name")
    .execute();
  return rows.map(({ name }) => name);
}

function refuseNewer(done: readonly string[], known: readonly string[]): void {
  const newest = done
    .filter((name) => !known.includes(name))
    .toSorted()
    .at(-1);
  if (newest === undefined) return;
  throw new ReparteeError(
    "storage_unavailable",
    `Cannot open the database: a newer Repartee wrote it (it has step "${newest}"), this one knows steps up to "${known.at(-1)}".`,
    { hint: "Start the newer version again, or restore a backup from before it was used." },
  );
}
