import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** The value at a path such as `task_specific_params.conversational.max_length`. */
function valueAt(config: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = config;
  for (const key of path.split(".")) {
    if (!isJsonObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The first of several paths at which there is a number; repositories name the same thing in many ways. */
export function firstNumber(config: JsonObject, paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const value = valueAt(config, path);
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
}

/** One id or several. */
export function idsAt(config: JsonObject, key: string): readonly number[] {
  const value = config[key];
  if (typeof value === "number") return [value];
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === "number") : [];
}
