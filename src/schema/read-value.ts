import type { z } from "zod";
import { ReparteeError, type ErrorCode } from "../core/errors.ts";
import { expectation } from "./expectation.ts";
import { writePath, type FieldPath } from "./field-path.ts";
import { problemsOf, writeProblem, type Problem, type ProblemOptions } from "./problem.ts";

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

export interface ReadOptions extends ProblemOptions {
  /** Default: `invalid_request`. */
  readonly code?: ErrorCode;
  /** Where the value comes from, before the path: `repartee.config.yaml`. */
  readonly source?: string;
  /** Names the value itself where the whole of it is wrong: `body`. */
  readonly root?: string;
  /** Where the value is in its source, before the path. */
  readonly at?: FieldPath;
  readonly hint?: string;
}

/**
 * A value from outside, as its schema reads it: the one way in for what people, files and servers hand over.
 * @throws ReparteeError with the first problem, `messages[2].content: expected a string, got 5`, and the path as `param`.
 */
export function readValue<Value>(schema: z.ZodType<Value>, value: unknown, options: ReadOptions = {}): Value {
  const { value: read, problems } = checkValue(schema, value, options);
  if (problems === undefined) return read;
  const [first] = problems;
  const problem = { ...first, path: [...(options.at ?? []), ...first.path] };
  const { code = "invalid_request", source, root, hint } = options;
  const message = writeProblem(problem, root);
  const param = writePath(problem.path);
  throw new ReparteeError(code, source === undefined ? message : `${source}: ${message}`, {
    hint,
    param: param === "" ? undefined : param,
  });
}

/**
 * JSON text, read by a schema.
 * @throws ReparteeError as `readValue` does, also where the text is not JSON; the parser's error is the cause.
 */
export function readJson<Value>(schema: z.ZodType<Value>, json: string, options: ReadOptions = {}): Value {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const { code = "invalid_request", source = options.root, hint } = options;
    const message = `expected JSON, got ${json.trim() === "" ? "nothing" : "text that is not JSON"}`;
    throw new ReparteeError(code, source === undefined ? message : `${source}: ${message}`, { hint, cause });
  }
  return readValue(schema, value, options);
}
