/** The kind of the setting `catalogues`: files with things that can be recommended. */
import type { CatalogueConfig } from "./config.ts";
import { groupList } from "./group-list.ts";
import { text, type ValueKind } from "./value-kinds.ts";

const path = text("a path to a .csv or .json file", "FILE");
const kind = text("a word such as book", "KIND");

export function catalogueList(): ValueKind<readonly CatalogueConfig[]> {
  return groupList({
    wished: "a list of files, each with ",
    needed: "`path` and, where its entries name none, `kind`",
    keys: ["path", "kind"],
    readGroup: (group) => ({
      path: group.read("path", path),
      ...(group.has("kind") ? { kind: group.read("kind", kind).toLowerCase() } : {}),
    }),
  });
}
