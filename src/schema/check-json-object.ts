import type { z } from "zod";
import { isRecord } from "../core/is-record.ts";
import type { FieldPath } from "./field-path.ts";

/** JSON objects nest at most this deep; what refers to itself is found the same way. */
const maxLevels = 256;

/** Reports what JSON cannot carry, at its place. */
export function checkJsonObject(value: unknown, context: z.RefinementCtx): void {
  const refuse = (message: string, path: FieldPath): void =>
    context.addIssue({ code: "custom", message, path: [...path] });
  if (!isRecord(value) || Symbol.iterator in value) refuse("a JSON object", []);
  else if (isDeeperThan(value, maxLevels))
    refuse(`JSON of at most ${maxLevels} levels that does not refer to itself`, []);
  else checkMembers(value, [], refuse);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function checkMembers(value: object, path: FieldPath, refuse: (message: string, path: FieldPath) => void): void {
  for (const [key, inner] of Object.entries<unknown>({ ...value })) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (typeof inner === "object" && inner !== null && !isExotic(inner)) checkMembers(inner, place, refuse);
    else if (!isJsonScalar(inner)) refuse("a value that JSON can carry", place);
  }
}

/** A map, a set, typed arrays: what JSON writes otherwise than it is. */
function isExotic(value: object): boolean {
  return !Array.isArray(value) && Symbol.iterator in value;
}

function isJsonScalar(value: unknown): boolean {
  return (
    value === null || value === undefined || ["string", "boolean"].includes(typeof value) || Number.isFinite(value)
  );
}
