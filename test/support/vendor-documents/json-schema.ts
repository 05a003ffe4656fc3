/** OpenAPI documents as JSON Schema reads them. */

export type Json = null | boolean | number | string | readonly Json[] | JsonNode;
export interface JsonNode {
  readonly [key: string]: Json | undefined;
}

export function isNode(value: unknown): value is JsonNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Documents say that they are OpenAPI 3.1, and still have `nullable` of 3.0, which JSON Schema does not know. */
export function withoutNullable(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNullable);
  if (!isNode(value)) return value;
  const { nullable, ...rest } = value;
  const entries = Object.entries(rest).map(([key, one]) => [key, one === undefined ? null : withoutNullable(one)]);
  const node = Object.fromEntries(entries) as JsonNode;
  if (nullable === true) return { anyOf: [node, { type: "null" }] };
  return typeof nullable === "object" ? { ...node, nullable: withoutNullable(nullable) } : node;
}

/** What a JSON pointer's parts lead to. */
export function nodeAt(document: Json, place: readonly string[]): JsonNode | undefined {
  const found = place.reduce<Json | undefined>((node, key) => (isNode(node) ? node[key] : undefined), document);
  return isNode(found) ? found : undefined;
}

/** What follows `#` in a `$ref`. */
export function pointerOf(place: readonly string[]): string {
  return `/${place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
}

export function placeOf(ref: string): readonly string[] {
  const parts = ref.slice(ref.indexOf("#/") + 2).split("/");
  return parts.map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}
