/** The setting `item_catalogs`: files with items that can be recommended. */
import type { z } from "zod";
import { groupSchema } from "./group-schema.ts";
import { listOf, path, text, type ValueKind } from "./value-kind.ts";

const expected = "a list of files, each with `path` and, where its entries name none, `kind`";

const itemCatalogSchema = groupSchema("an object with `path`", {
  path: path("a path to a .csv or .json file", "FILE").schema,
  /** Such as `book`, for entries that name none. */
  kind: text("a word such as book", "KIND")
    .schema.transform((kind) => kind.toLowerCase())
    .nullish(),
});

export type ItemCatalogConfig = z.output<typeof itemCatalogSchema>;

export function itemCatalogList(): ValueKind<readonly ItemCatalogConfig[]> {
  return listOf(expected, itemCatalogSchema);
}
