/**
 * Brings a JSON Schema into the form that a grammar can be made of: every reference is one to the root's `$defs`, what
 * is beside `anyOf`, `oneOf`, `allOf` and `$ref` is merged into it, and objects say whether they take other keys.
 */
import { ReparteeError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

type Schema = Record<string, JsonValue>;

export interface ResolveOptions {
  /** The request's field with the schema, for errors. */
  readonly param: string;
}

/** Deeper than any schema that is accepted, references included. */
const maxDepth = 24;
/** References with siblings are copied: a few of them in each other make very many. */
const maxParts = 4_096;

/** Words that say nothing about the form: what is beside a reference may be only these. */
const annotations = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "$comment",
  "$defs",
  "definitions",
]);

/** @throws ReparteeError `invalid_request` for a reference to nothing. */
export function resolveSchema(root: JsonObject, { param }: ResolveOptions): JsonObject {
  /** By pointer: a schema may refer to itself. */
  const names = new Map<string, string>();
  const definitions: Schema = {};
  let parts = 0;

  function nameOf(pointer: string): string {
    const known = names.get(pointer);
    if (known !== undefined) return known;
    const target = follow(root, pointer, param);
    const last = decodePointer(pointer).at(-1)?.replaceAll(/\W/g, "_");
    const name = last === undefined || last === "" || last in definitions ? `ref${names.size}` : last;
    names.set(pointer, name);
    definitions[name] = {}; // takes the name before the target is read, which may refer to itself
    definitions[name] = resolve(target, 1);
    return name;
  }

  function resolve(value: JsonValue | undefined, depth: number): JsonObject {
    if (depth > maxDepth || !isJsonObject(value)) return {};
    if (++parts > maxParts) throw unusable(param, "has too many parts", "Ask for a smaller object.");
    const { $ref, $defs: _defs, definitions: _definitions, ...rest } = value;
    if (typeof $ref === "string") {
      const hasSiblings = Object.keys(rest).some((word) => !annotations.has(word));
      if (!hasSiblings) return { $ref: `#/$defs/${nameOf($ref)}` };
      return resolve(merge(plainTarget($ref, depth), rest), depth + 1);
    }
    const { allOf, anyOf, oneOf, ...base } = rest;
    if (isList(allOf)) {
      const flat = allOf.filter(isJsonObject).map((part) => flatten(part, depth + 1));
      const merged = flat.reduce<JsonObject>((sum, part) => merge(sum, part), { ...base, ...choicesOf(anyOf, oneOf) });
      return resolve(merged, depth + 1);
    }
    const choices = anyOf ?? oneOf;
    if (isList(choices) && choices.length > 0) return resolveChoices(base, choices, depth);
    return resolveWords(isList(choices) ? { ...base, oneOf: choices } : base, depth);
  }

  function resolveChoices(base: JsonObject, choices: readonly JsonValue[], depth: number): JsonObject {
    const isPlain = Object.keys(base).every((word) => annotations.has(word));
    const resolved = choices.map((choice) => {
      const part = isJsonObject(choice) ? choice : {};
      return isPlain ? resolve(part, depth + 1) : resolve(merge(base, flatten(part, depth + 1)), depth + 1);
    });
    const different = [...new Map(resolved.map((one) => [JSON.stringify(one), one])).values()];
    const [only] = different;
    return different.length === 1 && only !== undefined ? only : { oneOf: different };
  }

  /** A reference's target in its place, so that it can be merged. */
  function flatten(part: JsonObject, depth: number): JsonObject {
    const { $ref, ...rest } = part;
    return typeof $ref === "string" ? merge(plainTarget($ref, depth), rest) : part;
  }

  function plainTarget(pointer: string, depth: number): JsonObject {
    const target = follow(root, pointer, param);
    if (depth > maxDepth) throw unusable(param, `refers to ${JSON.stringify(pointer)} in a circle that never ends`);
    return isJsonObject(target) ? flatten(target, depth + 1) : {};
  }

  function resolveWords(schema: JsonObject, depth: number): JsonObject {
    const resolved: Schema = {};
    for (const [word, part] of Object.entries(schema)) {
      if ((word === "properties" || word === "patternProperties") && isJsonObject(part)) {
        const members = Object.entries(part).filter(([, member]) => member !== false);
        resolved[word] = Object.fromEntries(members.map(([name, member]) => [name, resolve(member, depth + 1)]));
      } else if ((word === "items" || word === "additionalProperties") && isJsonObject(part)) {
        resolved[word] = resolve(part, depth + 1);
      } else if (word === "prefixItems" && isList(part)) {
        resolved[word] = part.map((item) => resolve(item, depth + 1));
      } else if (word === "enum" && isList(part)) {
        resolved[word] = [...new Map(part.map((one) => [JSON.stringify(one), one])).values()];
      } else resolved[word] = part;
    }
    return withKeys(nullable(resolved));
  }

  const resolved = resolve(root, 1);
  return names.size === 0 ? resolved : { ...resolved, $defs: definitions };
}

/** An object without declared keys takes any; one with them takes others only where it says so. */
function withKeys(schema: Schema): JsonObject {
  if (schema["type"] !== "object" || "additionalProperties" in schema) return schema;
  return isJsonObject(schema["properties"]) ? schema : { ...schema, additionalProperties: true };
}

/** OpenAPI's word for "or null". */
function nullable({ nullable: isNullable, ...schema }: Schema): Schema {
  const { type } = schema;
  return isNullable === true && typeof type === "string" ? { ...schema, type: [type, "null"] } : schema;
}

function choicesOf(anyOf: JsonValue | undefined, oneOf: JsonValue | undefined): JsonObject {
  const choices = anyOf ?? oneOf;
  return choices === undefined ? {} : { anyOf: choices };
}

/** What both ask for. Where they differ in a word that cannot be joined, the second counts. */
function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Schema = { ...a };
  for (const [word, part] of Object.entries(b)) {
    const before = merged[word];
    if (before === undefined) merged[word] = part;
    else if (word === "properties" && isJsonObject(before) && isJsonObject(part)) {
      merged[word] = mergeProperties(before, part);
    } else if (word === "required" && isList(before) && isList(part)) merged[word] = [...new Set([...before, ...part])];
    else if (word === "enum" && isList(before) && isList(part)) {
      merged[word] = before.filter((one) => part.some((other) => JSON.stringify(one) === JSON.stringify(other)));
    } else if (word === "allOf" && isList(before) && isList(part)) merged[word] = [...before, ...part];
    else if (word === "additionalProperties" && before === false) merged[word] = false;
    else merged[word] = part;
  }
  return merged;
}

function mergeProperties(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Schema = { ...a };
  for (const [name, part] of Object.entries(b)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(part) ? { allOf: [before, part] } : part;
  }
  return merged;
}

/** @throws ReparteeError `invalid_request` */
function follow(root: JsonObject, pointer: string, param: string): JsonValue {
  if (!pointer.startsWith("#")) {
    throw unusable(param, `refers to ${JSON.stringify(pointer)}, which is not a part of it`);
  }
  let found: JsonValue | undefined = root;
  for (const part of decodePointer(pointer)) {
    if (isList(found)) found = found[Number(part)];
    else found = isJsonObject(found) && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  if (found === undefined) throw unusable(param, `refers to ${JSON.stringify(pointer)}, which it does not have`);
  return found;
}

/** `#/a~1b/c%20d` → `a/b`, `c d` */
function decodePointer(pointer: string): readonly string[] {
  return pointer
    .slice(1)
    .split("/")
    .slice(1)
    .map((part) => safelyDecoded(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function safelyDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function unusable(
  param: string,
  what: string,
  hint = "Refer to a part of the schema by its JSON pointer.",
): ReparteeError {
  return new ReparteeError("invalid_request", `Cannot build a grammar: the JSON schema ${what}`, { param, hint });
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
