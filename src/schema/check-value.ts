import type { z } from "zod";
import { expectation } from "./expectation.ts";
import { problemsOf, type Problem, type ProblemOptions } from "./problem.ts";

export type Checked<Value> =
  | { readonly value: Value; readonly problems?: undefined }
  /** Never empty. */
  | { readonly value?: undefined; readonly problems: readonly [Problem, ...Problem[]] };

/** Reads a value by its schema; every problem is returned, none is thrown. */
export function checkValue<Value>(schema: z.ZodType<Value>, value: unknown, options?: ProblemOptions): Checked<Value> {
  const result = schema.safeParse(value, { error: expectation });
  if (result.success) return { value: result.data };
  const [first, ...others] = result.error.issues.flatMap((issue) => problemsOf(issue, value, options));
  return { problems: [first ?? { path: [], message: "expected another value" }, ...others] };
}
