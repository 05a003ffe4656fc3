import type { z } from "zod";
import { characterCount } from "../core/character-count.ts";

/** A text of at most so many characters, counted as JSON Schema's `maxLength` does: in code points. */
export function upToCharacters(schema: z.ZodString, maximum: number): z.ZodString {
  return schema
    .superRefine((text, context) => {
      // No text has more characters than units.
      if (text.length <= maximum || characterCount(text) <= maximum) return;
      context.addIssue({ code: "too_big", origin: "string", maximum, inclusive: true, input: text });
    })
    .meta({ maxLength: maximum });
}
