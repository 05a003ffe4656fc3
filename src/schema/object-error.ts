import type { z } from "zod";

/** What is expected where a value is no object at all; an object's unknown keys keep their own message. */
export function anObject(expected: string): { readonly error: (issue: z.core.$ZodRawIssue) => string | undefined } {
  return { error: (issue) => (issue.code === "invalid_type" ? expected : undefined) };
}
