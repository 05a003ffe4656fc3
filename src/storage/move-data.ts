/**
 * Copies one database into another, empty one: page by page, in one transaction, compared by a hash before it counts.
 * Whatever goes wrong, the target stays empty and the source unchanged.
 */
import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import { ReparteeError } from "../core/errors.ts";
import { databaseSource, type DatabaseAddress } from "./open-stores.ts";
import type { DatabaseSchema } from "./schema.ts";

export interface MoveOptions {
  readonly from: DatabaseAddress;
  readonly to: DatabaseAddress;
  /** After each page. */
  readonly onProgress: (progress: MoveProgress) => void;
}

export interface MoveProgress {
  readonly copiedRows: number;
  readonly totalRows: number;
}

export interface MoveReport {
  /** For people: the target. */
  readonly place: string;
  readonly rows: number;
  /** SHA-256 over all rows of both databases, in hexadecimal. */
  readonly sha256: string;
}

type Query = Kysely<DatabaseSchema>;
type Row = Readonly<Record<string, unknown>>;

/** The order counts: a message needs its conversation. Rows with a `seq` keep their order, not the number. */
const tables = [
  { name: "conversations", key: "id" },
  { name: "messages", key: "seq" },
  { name: "preferences", key: "seq" },
  { name: "persona_overrides", key: "persona" },
  { name: "responses", key: "id" },
  { name: "api_keys", key: "id" },
  { name: "keyed_replies", key: "id" },
] as const;
type Table = (typeof tables)[number];

/** 17 columns a message: well below the 32,766 parameters that SQLite takes in one statement. */
const pageRows = 500;

/**
 * @throws ReparteeError `invalid_request` when the target has rows, `storage_unavailable` when one of them cannot be
 * opened, or the copy is not the same.
 */
export async function moveData({ from, to, onProgress }: MoveOptions): Promise<MoveReport> {
  const { signal } = new AbortController();
  const target = databaseSource(to);
  const source = databaseSource(from);
  if (source.place === target.place) throw refused(target.place, "expected another database, got the source itself");
  const opened = await source.open(signal);
  try {
    const fresh = await target.open(signal);
    try {
      // A snapshot: writes during the copy are either all in it or not at all.
      const rows = await opened.query
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute((reading) =>
          fresh.query
            .transaction()
            .execute((writing) => copyAll({ reading, writing, place: target.place, onProgress })),
        );
      return { place: target.place, ...rows };
    } finally {
      await fresh.close();
    }
  } finally {
    await opened.close();
  }
}

interface CopyOptions extends Pick<MoveOptions, "onProgress"> {
  readonly reading: Query;
  readonly writing: Query;
  readonly place: string;
}

async function copyAll({ reading, writing, place, onProgress }: CopyOptions): Promise<Omit<MoveReport, "place">> {
  if ((await countRows(writing)) > 0) throw refused(place, "expected an empty database, got one with rows");
  const totalRows = await countRows(reading);
  let copiedRows = 0;
  const sent = createHash("sha256");
  for (const table of tables) {
    for await (const page of pagesOf(reading, table)) {
      const rows = page.map(withoutSequence);
      for (const row of rows) sent.update(rowText(row));
      // The columns are those of the same table, read a moment ago.
      await writing.insertInto(table.name).values(rows).execute();
      copiedRows += rows.length;
      onProgress({ copiedRows, totalRows });
    }
  }
  const arrived = createHash("sha256");
  for (const table of tables) {
    for await (const page of pagesOf(writing, table)) {
      for (const row of page) arrived.update(rowText(withoutSequence(row)));
    }
  }
  const sha256 = arrived.digest("hex");
  if (sha256 === sent.digest("hex")) return { rows: copiedRows, sha256 };
  throw new ReparteeError("storage_unavailable", `Cannot move the data to ${place}: the copy differs from the source`, {
    hint: "Nothing was stored there. Check the disk and the encoding of the target (PostgreSQL: UTF8).",
  });
}

async function countRows(query: Query): Promise<number> {
  let rows = 0;
  for (const { name } of tables) {
    const { count } = await query
      .selectFrom(name)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    rows += count;
  }
  return rows;
}

/** By key, not by offset: a page costs the same at the end as at the start. */
async function* pagesOf(query: Query, { name, key }: Table): AsyncGenerator<readonly Row[]> {
  let last: unknown;
  for (;;) {
    const found = query.selectFrom(name).selectAll().orderBy(query.dynamic.ref(key)).limit(pageRows);
    const page: readonly Row[] = await (
      last === undefined ? found : found.where(query.dynamic.ref(key), ">", last)
    ).execute();
    if (page.length > 0) yield page;
    if (page.length < pageRows) return;
    last = page.at(-1)?.[key];
  }
}

function withoutSequence({ seq: _seq, ...row }: Row): Row {
  return row;
}

/** The same for the same row of both databases. */
function rowText(row: Row): string {
  const fields = Object.entries(row)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value]);
  return `${JSON.stringify(fields)}\n`;
}

function refused(place: string, reason: string): ReparteeError {
  return new ReparteeError("invalid_request", `Cannot move the data to ${place}: ${reason}`, {
    hint: "Name a new file, or make an empty database (`createdb NAME`).",
  });
}
