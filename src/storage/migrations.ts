/**
 * The steps from an empty database to the tables of `schema.ts`, in the order of their names. A step that was released
 * is never changed: a new one follows it.
 */
import { sql, type Kysely, type Migration } from "kysely";

export type SqlDialect = "sqlite" | "postgresql";

export function migrationsFor(dialect: SqlDialect): Readonly<Record<string, Migration>> {
  return {
    "0001_first_tables": { up: (database) => createFirstTables(database, dialect) },
    "0002_responses": { up: (database) => createResponses(database, dialect) },
    "0003_replicas": { up: (database) => prepareForReplicas(database, dialect) },
    "0004_api_keys": { up: (database) => createApiKeys(database, dialect) },
    "0005_keyed_replies": { up: (database) => createKeyedReplies(database, dialect) },
  };
}

async function createFirstTables({ schema }: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const isSqlite = dialect === "sqlite";
  // Compared byte by byte in both, so that both have the same order.
  const key = isSqlite ? sql`text` : sql`text collate "C"`;
  const sequence = isSqlite ? sql`integer primary key autoincrement` : sql`bigserial primary key`;
  const bytes = isSqlite ? sql`blob` : sql`bytea`;

  await schema
    .createTable("conversations")
    .addColumn("id", key, (column) => column.primaryKey().notNull())
    .addColumn("user_id", key)
    .addColumn("persona", "text")
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("conversations_by_time").on("conversations").columns(["created_at_ms", "id"]).execute();
  await schema
    .createIndex("conversations_by_user")
    .on("conversations")
    .columns(["user_id", "created_at_ms", "id"])
    .execute();

  await schema
    .createTable("messages")
    .addColumn("seq", sequence)
    .addColumn("id", key, (column) => column.notNull().unique())
    .addColumn("conversation_id", key, (column) => column.notNull().references("conversations.id").onDelete("cascade"))
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("language", "text")
    .addColumn("emotion_label", "text")
    .addColumn("emotion_confidence", "double precision")
    .addColumn("emotion_distribution", "text")
    .addColumn("emotion_source", "text")
    .addColumn("reply_source", "text")
    .addColumn("model", "text")
    .addColumn("reason", "text")
    .addColumn("first_token_ms", "double precision")
    .addColumn("total_ms", "double precision")
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("messages_in_order")
    .on("messages")
    .columns(["conversation_id", "created_at_ms", "seq"])
    .execute();
  // Looked for at each start; there are as good as none.
  await schema
    .createIndex("messages_streaming")
    .on("messages")
    .column("state")
    .where(sql.ref("state"), "=", sql.lit("streaming"))
    .execute();

  await schema
    .createTable("preferences")
    .addColumn("seq", sequence)
    .addColumn("id", key, (column) => column.notNull().unique())
    .addColumn("user_id", key, (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("year", "integer")
    .addColumn("description", "text")
    .addColumn("verdict", "text", (column) => column.notNull())
    .addColumn("embedding_model", "text")
    .addColumn("embedding_dimension", "integer")
    .addColumn("embedding", bytes)
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("preferences_of_user")
    .on("preferences")
    .columns(["user_id", "created_at_ms", "seq"])
    .execute();

  await schema
    .createTable("persona_overrides")
    .addColumn("persona", key, (column) => column.primaryKey().notNull())
    .addColumn("override", "text", (column) => column.notNull())
    .execute();
}

async function createResponses({ schema }: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const key = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  await schema
    .createTable("responses")
    .addColumn("id", key, (column) => column.primaryKey().notNull())
    .addColumn("user_id", key)
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("responses_by_time").on("responses").column("created_at_ms").execute();
  await schema.createIndex("responses_by_user").on("responses").columns(["user_id", "created_at_ms", "id"]).execute();
}

async function prepareForReplicas({ schema }: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await schema
    .alterTable("persona_overrides")
    .addColumn("updated_at_ms", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  // One process has SQLite for itself.
  if (dialect === "sqlite") return;
  const key = sql`text collate "C"`;
  await schema
    .createTable("turn_leases")
    .addColumn("conversation_id", key, (column) => column.primaryKey().notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("turn", "text", (column) => column.notNull())
    .addColumn("expires_at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("removals")
    .addColumn("key", key, (column) => column.primaryKey().notNull())
    .addColumn("removed_at_ms", "bigint", (column) => column.notNull())
    .execute();
}

async function createApiKeys({ schema }: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const key = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  await schema
    .createTable("api_keys")
    .addColumn("id", key, (column) => column.primaryKey().notNull())
    .addColumn("sha256", key, (column) => column.notNull().unique())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("label", "text")
    .addColumn("user_id", key)
    .addColumn("requests_per_minute", "bigint")
    .addColumn("tokens_per_minute", "bigint")
    .addColumn("concurrent_requests", "bigint")
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .addColumn("expires_at_ms", "bigint")
    .addColumn("revoked_at_ms", "bigint")
    .addColumn("last_used_at_ms", "bigint")
    .execute();
}

async function createKeyedReplies({ schema }: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const key = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  await schema
    .createTable("keyed_replies")
    .addColumn("id", key, (column) => column.primaryKey().notNull())
    .addColumn("owner", key, (column) => column.notNull())
    .addColumn("user_id", key)
    .addColumn("conversation_id", key, (column) => column.references("conversations.id").onDelete("cascade"))
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .execute();
  const table = "keyed_replies";
  await schema.createIndex("keyed_replies_by_time").on(table).column("created_at_ms").execute();
  await schema.createIndex("keyed_replies_by_owner").on(table).columns(["owner", "created_at_ms"]).execute();
  await schema.createIndex("keyed_replies_by_user").on(table).column("user_id").execute();
  await schema.createIndex("keyed_replies_by_conversation").on(table).column("conversation_id").execute();
}
