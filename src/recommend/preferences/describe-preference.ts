import type { Preference } from "../../core/preference.ts";
import { describeEntry, type CatalogueEntry } from "../catalogue/catalogue-entry.ts";

/** What is embedded of a preference: the catalogue knows more of a title than its user wrote. */
export function describePreference(
  { title, year, description, kind }: Pick<Preference, "title" | "year" | "description" | "kind">,
  entry: CatalogueEntry | undefined,
): string {
  const own = [`${title}${year === undefined ? "" : ` (${year})`}`, kind, description ?? ""].filter(
    (part) => part !== "",
  );
  if (entry === undefined) return own.join(". ");
  return description === undefined ? describeEntry(entry) : `${describeEntry(entry)} ${description}`;
}
