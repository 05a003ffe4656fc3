import type { JsonObject, JsonValue } from "../../core/json.ts";

/** The plainest value that fits a schema, for the keywords that tests use. */
export function schemaExample(schema: JsonObject): JsonValue {
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  if (schema.const !== undefined) return schema.const;
  switch (schema.type) {
    case "string":
      return "word";
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "array":
      return isSchema(schema.items) ? [schemaExample(schema.items)] : [];
    case "object":
      return objectExample(schema.properties);
    default:
      return null;
  }
}

function objectExample(properties: JsonValue | undefined): JsonObject {
  if (!isSchema(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isSchema(schema) ? schemaExample(schema) : null]),
  );
}

function isSchema(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
