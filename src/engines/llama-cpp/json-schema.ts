import type { ReparteeError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Warning } from "../../core/warning.ts";
import { resolveSchema, unusable } from "./resolve-schema.ts";

/** A schema in the words that the grammar builder knows, and what had to be left out. */
export interface NarrowedSchema {
  readonly schema: JsonObject;
  readonly warnings: readonly Warning[];
}

/** llama.cpp's grammar parser crashes on tens of thousands of nested groups; no schema of an app comes near these. */
const maxDepth = 16;
const maxProperties = 256;

const passed = new Set([
  "type",
  "description",
  "enum",
  "const",
  "properties",
  "required",
  "additionalProperties",
  "minProperties",
  "maxProperties",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "$ref",
]);
/** Words that say nothing about the form. */
const ignored = new Set([
  "title",
  "default",
  "examples",
  "$schema",
  "$id",
  "$comment",
  "deprecated",
  "readOnly",
  "writeOnly",
  "strict",
]);
const knownFormats = new Set(["date-time", "time", "date"]);
const knownTypes = new Set(["string", "number", "integer", "boolean", "null", "object", "array"]);

/**
 * Rewrites a JSON Schema into what node-llama-cpp builds grammars from: references are resolved, siblings merged, `anyOf`
 * becomes `oneOf`; constraints that a grammar cannot hold are left out, each with a warning. `param` is the request's
 * field with the schema.
 * @throws ReparteeError `invalid_request` when the schema is deeper than 16, has over 256 properties, names an unknown
 * type, refers to what it does not have, or allows nothing at all.
 */
export function narrowJsonSchema(
  schema: JsonObject,
  param: string = "response_format.json_schema.schema",
): NarrowedSchema {
  const leftOut = new Set<string>();
  const resolved = resolveSchema(schema, { param });
  let properties = 0;

  function narrow(value: JsonValue | undefined, depth: number): JsonObject {
    if (depth > maxDepth) throw tooLarge(param, `is nested deeper than ${maxDepth} levels`);
    if (!isJsonObject(value)) return {};
    checkWords(value, param);
    const narrowed: Record<string, JsonValue> = {};
    for (const [key, part] of Object.entries(value)) {
      if (key === "properties" && isJsonObject(part)) narrowed["properties"] = narrowMap(part, depth);
      else if (key === "$defs") narrowed["$defs"] = narrowMap(part, depth);
      else if (key === "oneOf") narrowed["oneOf"] = narrowList(part, depth);
      else if (key === "items" && isJsonObject(part)) narrowed["items"] = narrow(part, depth + 1);
      else if (key === "prefixItems") narrowed["prefixItems"] = narrowList(part, depth);
      else if (key === "additionalProperties" && isJsonObject(part)) narrowed[key] = narrow(part, depth + 1);
      else if (key === "format" && typeof part === "string" && knownFormats.has(part)) narrowed["format"] = part;
      else if (passed.has(key)) narrowed[key] = part;
      else if (!ignored.has(key)) leftOut.add(key);
    }
    if (narrowed["type"] === undefined && narrowed["properties"] !== undefined) narrowed["type"] = "object";
    if (requiresUndeclared(narrowed)) leftOut.add("required (of a property that is not declared)");
    return narrowed;
  }

  function narrowMap(value: JsonValue, depth: number): JsonObject {
    if (!isJsonObject(value)) return {};
    properties += Object.keys(value).length;
    if (properties > maxProperties) throw tooLarge(param, `has more than ${maxProperties} properties`);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, narrow(part, depth + 1)]));
  }

  function narrowList(value: JsonValue, depth: number): JsonObject[] {
    return isList(value) ? value.map((part) => narrow(part, depth + 1)) : [];
  }

  const narrowed = narrow(resolved, 1);
  return { schema: narrowed, warnings: leftOut.size === 0 ? [] : [describeLeftOut(leftOut)] };
}

/** @throws ReparteeError `invalid_request` for words that no reply could follow. */
function checkWords(schema: JsonObject, param: string): void {
  const { type } = schema;
  const unknown = (isList(type) ? type : type === undefined ? [] : [type]).find(
    (name) => typeof name !== "string" || !knownTypes.has(name),
  );
  if (unknown !== undefined) {
    throw unusable(
      param,
      `has the unknown type ${JSON.stringify(unknown)}`,
      `Known types are ${[...knownTypes].join(", ")}.`,
    );
  }
  for (const word of ["enum", "anyOf", "oneOf"] as const) {
    const list = schema[word];
    if (isList(list) && list.length === 0)
      throw unusable(param, `has an empty ${word}, which allows nothing`, "Name at least one value.");
  }
}

function requiresUndeclared(schema: JsonObject): boolean {
  const { required, properties = {} } = schema;
  return (
    isList(required) &&
    required.some((name) => typeof name !== "string" || !isJsonObject(properties) || !Object.hasOwn(properties, name))
  );
}

function describeLeftOut(words: ReadonlySet<string>): Warning {
  const detail = `The grammar cannot hold these words of the schema, so the reply may not obey them: ${[...words].join(", ")}`;
  return { kind: "approximated", feature: "response_format", detail };
}

function tooLarge(param: string, what: string): ReparteeError {
  return unusable(param, what, "Ask for a smaller object.");
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
