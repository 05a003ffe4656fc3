import type { Preference } from "../../core/preference.ts";
import { describeEntry, type CatalogEntry } from "../catalog/catalog-entry.ts";

/** What is embedded of a preference: the catalog knows more of a title than its user wrote. */
export function describePreference(
  { title, year, description, kind }: Pick<Preference, "title" | "year" | "description" | "kind">,
  entry: CatalogEntry | undefined,
): string {
  const own = [`${title}${year === undefined ? "" : ` (${year})`}`, kind, description ?? ""].filter(
    (part) => part !== "",
  );
  if (entry === undefined) return own.join(". ");
  return description === undefined ? describeEntry(entry) : `${describeEntry(entry)} ${description}`;
}
