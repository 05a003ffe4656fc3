import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

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
      return isJsonObject(schema.items) ? [schemaExample(schema.items)] : [];
    case "object":
      return objectExample(schema.properties);
    default:
      return null;
  }
}

function objectExample(properties: JsonValue | undefined): JsonObject {
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isJsonObject(schema) ? schemaExample(schema) : null]),
  );
}
