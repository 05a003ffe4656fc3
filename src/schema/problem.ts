import type { z } from "zod";
import { nearestName } from "../core/nearest-name.ts";
import { describeType, describeValue } from "./describe-value.ts";
import { valueAt, writePath, type FieldPath } from "./field-path.ts";

/** One way in which a value is not what its schema expects. */
export interface Problem {
  readonly path: FieldPath;
  /** `expected a whole number from 1 to 20, got "two"`. */
  readonly message: string;
  /** The last part of the path is a key that is wrong itself. */
  readonly isKey?: boolean;
}

export interface ProblemOptions {
  /** Paths whose values must not be shown, such as keys. */
  readonly isSecret?: (path: FieldPath) => boolean;
}

/** What zod found, in the words of the project: the only place where a message about data is put together. */
export function problemsOf(issue: z.core.$ZodIssue, root: unknown, options: ProblemOptions = {}): readonly Problem[] {
  const { path, detail } = deepest(issue, []);
  if (detail.code === "unrecognized_keys") {
    const known = detail.message.split(", ");
    return detail.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, known), isKey: true }));
  }
  // A message that does not follow from the value itself is written by its check in full.
  if (detail.message.startsWith("expected ")) return [{ path, message: detail.message }];
  const found = detail.code === "invalid_key" ? path.at(-1) : valueAt(root, path);
  const got = options.isSecret?.(path) === true ? describeType(found) : describeValue(found);
  const message = `expected ${detail.message}, got ${got}${suggestion(detail, found)}`;
  return [{ path, message, isKey: detail.code === "invalid_key" }];
}

/** `limits.sentences: expected a whole number from 1 to 20, got "two"`; `root` names the value itself. */
export function writeProblem({ path, message }: Problem, root = ""): string {
  const field = path.length === 0 ? root : writePath(path);
  return field === "" ? message : `${field}: ${message}`;
}

interface Found {
  readonly path: FieldPath;
  readonly detail: z.core.$ZodIssue;
}

/** Within a choice of shapes, the issue of the shape that fits best: the one whose fault lies deepest. */
function deepest(issue: z.core.$ZodIssue, base: FieldPath): Found {
  const path = [...base, ...issue.path];
  let best: Found = { path, detail: issue };
  if (issue.code !== "invalid_union") return best;
  for (const [first] of issue.errors) {
    if (first === undefined) continue;
    const found = deepest(first, path);
    if (found.path.length > best.path.length) best = found;
  }
  return best;
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return nearest === undefined
    ? `expected one of the keys ${known.join(", ")}, got another`
    : `expected a known key, got another (did you mean ${nearest}?)`;
}

function suggestion(detail: z.core.$ZodIssue, found: unknown): string {
  if (detail.code !== "invalid_value" || typeof found !== "string") return "";
  const nearest = nearestName(found, detail.values.map(String));
  return nearest === undefined || nearest === "" || nearest === found ? "" : ` (did you mean ${nearest}?)`;
}
