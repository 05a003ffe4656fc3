import { z } from "zod";
import { languageOf, languages, type Language } from "../core/language.ts";

/** One of the languages, by its code or by a tag that begins with it: `de`, `DE`, `de-AT`. */
export const languageField: z.ZodType<Language, string> = z
  .string()
  .overwrite((tag) => languageOf(tag) ?? tag)
  .pipe(z.enum(languages))
  .meta({ examples: [...languages] });
