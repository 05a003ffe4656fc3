import type { z } from "zod";

/**
 * What a schema expects, as the phrase after `expected`: `a string`, `at most 2`, `one of "a", "b"`. It is zod's error
 * map, so that the `error` of a schema (`z.string({ error: "a name" })`) replaces the phrase and nothing else.
 */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return withArticle(isWholeNumber(issue) ? "int" : issue.expected);
    case "too_small":
      return size(issue.origin, issue.inclusive === false ? "more than" : "at least", Number(issue.minimum));
    case "too_big":
      return size(issue.origin, issue.inclusive === false ? "less than" : "at most", Number(issue.maximum));
    case "invalid_value":
      return oneOf(issue.values);
    case "invalid_format":
      return issue.format === "regex" ? `a string of the form ${issue.pattern}` : `a valid ${issue.format}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return knownKeys(issue).join(", ");
    case "invalid_key":
    case "invalid_element":
      return firstPhrase(issue.issues);
    case "invalid_union":
      return choices(issue);
    default:
      return "another value";
  }
}

/** `z.int()` refuses what is no number at all as "number". */
function isWholeNumber({ inst }: z.core.$ZodRawIssue): boolean {
  const { def } = inst?._zod ?? {};
  return def !== undefined && "format" in def && def.format === "safeint";
}

/** The keys that a strict object has. */
function knownKeys({ inst }: z.core.$ZodRawIssue): readonly string[] {
  const { def } = inst?._zod ?? {};
  if (def === undefined || !("shape" in def) || typeof def.shape !== "object") return [];
  return Object.keys(def.shape ?? {});
}

function choices(issue: z.core.$ZodRawIssue & { code?: "invalid_union" }): string {
  const branches: readonly (readonly z.core.$ZodIssue[])[] = issue.errors ?? [];
  if (branches.length > 0) return [...new Set(branches.map(firstPhrase))].join(" or ");
  const { inst, discriminator } = issue;
  const values = inst !== undefined && "propValues" in inst._zod ? inst._zod.propValues?.[String(discriminator)] : [];
  return oneOf([...(values ?? [])]);
}

function firstPhrase(issues: readonly { readonly message?: string }[]): string {
  return issues[0]?.message ?? "another value";
}

function size(origin: string, bound: string, limit: number): string {
  if (origin === "string") {
    if (limit === 1 && bound === "at least") return "a string that is not empty";
    return `${bound} ${counted(limit, "character")}`;
  }
  return origin === "array" || origin === "set" ? `${bound} ${counted(limit, "item")}` : `${bound} ${limit}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function withArticle(type: string): string {
  if (type === "int") return "a whole number";
  if (type === "record") return "an object";
  if (type === "nonoptional") return "a value";
  if (type === "boolean") return "true or false";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function oneOf(values: readonly unknown[]): string {
  const listed = values.map((value) => JSON.stringify(value));
  return listed.length === 1 ? `${listed[0]}` : `one of ${listed.join(", ")}`;
}
