import { z } from "zod";
import { characterCount } from "../core/character-count.ts";

/** A string with at least one character. */
export const filledString: z.ZodString = z.string().min(1);

/** At most so many characters, counted as JSON Schema's `maxLength` does: in code points. */
export function upToCharacters(schema: z.ZodString, maximum: number): z.ZodString {
  return schema
    .superRefine((text, context) => {
      // No text has more characters than UTF-16 units.
      if (text.length <= maximum || characterCount(text) <= maximum) return;
      context.addIssue({ code: "too_big", origin: "string", maximum, inclusive: true, input: text });
    })
    .meta({ maxLength: maximum });
}

/** A string with at least one visible character. */
export function visibleString(expected: string): z.ZodString {
  return z
    .string()
    .min(1, { error: expected })
    .refine((text) => /[^\s\p{C}]/u.test(text), { error: expected });
}
