import { sql, type RawBuilder } from "kysely";

/** Now by PostgreSQL's clock, which all servers share, in milliseconds since 1970. Also within a transaction it goes on. */
export const databaseNowMs: RawBuilder<number> = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * A write that is older than this has waited for the database, and another server's may be newer. The age is known but
 * for the time that a statement takes.
 */
export const lateMs = 100;
