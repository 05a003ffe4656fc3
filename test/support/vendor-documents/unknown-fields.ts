/** Fields of an answer that a document does not have at their place: a misspelt optional field is only seen so. */
import { isNode, nodeAt, placeOf, type Json, type JsonNode } from "./json-schema.ts";

/** Their paths: `/choices/0/text`. */
export function unknownFields(document: Json, schema: JsonNode, answer: unknown): readonly string[] {
  return unknownIn([schema], answer, "");

  function unknownIn(schemas: readonly JsonNode[], value: unknown, path: string): readonly string[] {
    const known = schemas.flatMap((one) => alternatives(document, one)).filter((one) => fits(one, value));
    if (Array.isArray(value)) {
      const items = known.flatMap(({ items: one }) => (isNode(one) ? [one] : []));
      return items.length === 0 ? [] : value.flatMap((item, index) => unknownIn(items, item, `${path}/${index}`));
    }
    if (!isNode(value)) return [];
    const isOpen = known.every(({ properties }) => properties === undefined);
    if (isOpen || known.some(({ additionalProperties: more }) => more === true || isNode(more))) return [];
    return Object.entries(value).flatMap(([name, field]) => {
      const fields = known.flatMap(({ properties }) => {
        const one = isNode(properties) ? properties[name] : undefined;
        return isNode(one) ? [one] : [];
      });
      return fields.length === 0 ? [`${path}/${name}`] : unknownIn(fields, field, `${path}/${name}`);
    });
  }
}

/** A schema with all that it refers to and combines, as one flat list. */
export function alternatives(document: Json, schema: JsonNode, seen: Set<JsonNode> = new Set()): readonly JsonNode[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { $ref: ref } = schema;
  const target = typeof ref === "string" ? nodeAt(document, placeOf(ref)) : undefined;
  const parts = [schema["allOf"], schema["anyOf"], schema["oneOf"]].flatMap((list) =>
    Array.isArray(list) ? (list as readonly Json[]).filter(isNode) : [],
  );
  return [
    schema,
    ...[...(target === undefined ? [] : [target]), ...parts].flatMap((one) => alternatives(document, one, seen)),
  ];
}

/** Not an alternative whose `type` is another's: it distinguishes events, items and parts. */
export function fits({ properties }: JsonNode, value: unknown): boolean {
  if (!isNode(value) || typeof value["type"] !== "string" || !isNode(properties)) return true;
  const { type } = properties;
  if (!isNode(type)) return true;
  const allowed = Array.isArray(type["enum"])
    ? type["enum"]
    : type["const"] === undefined
      ? undefined
      : [type["const"]];
  return allowed === undefined || allowed.includes(value["type"]);
}
