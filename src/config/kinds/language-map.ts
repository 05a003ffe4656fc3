import { z } from "zod";
import { languages } from "../../core/language.ts";
import { kind, type ValueKind } from "./value-kind.ts";

/** A name by language, and by `default` for all others; in flags and the environment `en=NAME,default=NAME`. */
export type LanguageMap = Readonly<Record<string, string>>;

const keys: readonly string[] = [...languages, "default"];

export function languageMap(): ValueKind<LanguageMap> {
  const expected = `names by language (${keys.join(", ")})`;
  const name = z.string({ error: "a name" }).refine((value) => value.trim() !== "", { error: "a name" });
  const schema = z
    .record(z.string(), name, { error: expected })
    .refine((value) => Object.keys(value).every((key) => keys.includes(key)), { error: expected });
  return kind(expected, schema, { placeholder: "LANGUAGE=NAME,…", fromText: mapFromText });
}

function mapFromText(given: string): LanguageMap | string {
  const parts = given.split(",").filter((part) => part.trim() !== "");
  const entries = parts.map((part): readonly [string, string] => {
    const [language = "", ...name] = part.split("=");
    return [language.trim(), name.join("=").trim()];
  });
  return parts.every((part) => part.includes("=")) ? Object.fromEntries(entries) : given;
}
