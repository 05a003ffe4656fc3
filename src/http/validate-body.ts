import { characterCount } from "../core/character-count.ts";
import type { z } from "zod";
import { ReparteeError } from "../core/errors.ts";

/**
 * A body as the route's schema reads it.
 * @throws ReparteeError `invalid_request` that names the field, what was found and what would be right.
 */
export function validateBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  if (body === undefined) {
    throw new ReparteeError("invalid_request", "Cannot answer: the body is empty, a JSON object is expected");
  }
  return parse(schema, body, "body");
}

/** The same for what stands behind the question mark of an address. */
export function validateQuery<Query>(schema: z.ZodType<Query>, query: unknown): Query {
  return parse(schema, query, "query");
}

function parse<Value>(schema: z.ZodType<Value>, body: unknown, what: "body" | "query"): Value {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = deepestIssue(result.error.issues);
  if (issue === undefined) throw new ReparteeError("invalid_request", `Cannot answer: the ${what} is not valid`);
  const param = fieldPath(issue.path);
  const field = param === "" ? `The ${what}` : `\`${param}\``;
  throw new ReparteeError("invalid_request", `${field} ${complaint(issue, valueAt(body, issue.path))}`, {
    ...(param === "" ? {} : { param }),
  });
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly detail: z.core.$ZodIssue;
}

/** `["messages", 0, "content"]` → `messages[0].content`. */
function fieldPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text.slice(0, 200); // keys may be long
}

/**
 * The issue to tell: the first one, and within a choice of shapes that of the shape which fits best, which is the one
 * whose fault lies deepest.
 */
function deepestIssue(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[] = []): Issue | undefined {
  const [first] = issues;
  if (first === undefined) return undefined;
  const path = [...base, ...first.path];
  if (first.code !== "invalid_union") return { path, detail: first };
  let deepest: Issue = { path, detail: first };
  for (const branch of first.errors) {
    const found = deepestIssue(branch, path);
    if (found !== undefined && found.path.length > deepest.path.length) deepest = found;
  }
  return deepest;
}

function complaint({ detail }: Issue, found: unknown): string {
  const but = `, found ${describe(found)}`;
  switch (detail.code) {
    case "invalid_type":
      return found === undefined
        ? `is missing; it must be ${named(detail.expected)}`
        : `must be ${named(detail.expected)}${but}`;
    case "too_small":
    case "too_big": {
      const limit = detail.code === "too_small" ? detail.minimum : detail.maximum;
      const word = detail.code === "too_small" ? "at least" : "at most";
      const strictly = detail.inclusive === false ? (detail.code === "too_small" ? "more than" : "less than") : word;
      return `must ${sized(detail.origin, strictly, limit)}${but}`;
    }
    case "invalid_value":
      return `must be ${oneOf(detail.values)}${but}`;
    case "invalid_key":
      return `is not a valid key: ${detail.issues[0]?.message ?? "it is not allowed"}`;
    case "invalid_union":
      return `${detail.message}${but}`;
    case "custom":
      return detail.message;
    default:
      return `is not valid: ${detail.message}`;
  }
}

function sized(origin: string, word: string, limit: number | bigint): string {
  const plural = Number(limit) === 1 ? "" : "s";
  if (origin === "string") return `have ${word} ${limit} character${plural}`;
  if (origin === "array") return `have ${word} ${limit} item${plural}`;
  return `be ${word} ${limit}`;
}

function named(type: string): string {
  if (type === "int") return "a whole number";
  if (type === "record") return "an object";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function oneOf(values: readonly unknown[]): string {
  const listed = values.map((value) => JSON.stringify(value));
  return listed.length === 1 ? `${listed[0]}` : `one of ${listed.join(", ")}`;
}

/** Short values are shown; long ones are somebody's text and are only counted. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return "an object";
  // Not JSON: a number that is out of range may be infinite.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `a ${typeof value}`;
  return value.length <= 40 ? JSON.stringify(value) : `a string of ${characterCount(value)} characters`;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }
  return value;
}
