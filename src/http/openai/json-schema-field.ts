import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";

/** What a JSON Schema may cost: larger ones make grammars that keep an engine busy for minutes, or overflow it. */
const jsonSchemaLimits = { depth: 16, properties: 256, bytes: 32_768 } as const;

/** A JSON Schema inside a request, an object within the limits. The engine interprets it. */
export const jsonSchemaField = z
  .record(z.string(), z.json())
  .superRefine((schema, context) => {
    const problem = excess(schema);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .meta({
    description: `A JSON Schema of at most ${jsonSchemaLimits.depth} levels, ${jsonSchemaLimits.properties} properties and 32 KiB.`,
  });

function excess(schema: JsonObject): string | undefined {
  const { depth, properties, bytes } = jsonSchemaLimits;
  if (Buffer.byteLength(JSON.stringify(schema)) > bytes) return `expected at most ${bytes} bytes of JSON`;
  const measured = measure(schema);
  if (measured.depth > depth) return `expected schemas nested at most ${depth} levels deep, got ${measured.depth}`;
  if (measured.properties > properties) return `expected at most ${properties} properties, got ${measured.properties}`;
  return undefined;
}

/** Levels of schemas within schemas, and properties in all of them. The body's nesting is bounded already. */
function measure(schema: unknown): { depth: number; properties: number } {
  if (Array.isArray(schema)) return schema.map(measure).reduce(wider, { depth: 0, properties: 0 });
  if (typeof schema !== "object" || schema === null) return { depth: 0, properties: 0 };
  let inner = { depth: 0, properties: 0 };
  for (const [keyword, value] of Object.entries(schema)) {
    if (isNameMap(keyword, value)) {
      const members = Object.values(value).map(measure).reduce(wider, { depth: 0, properties: 0 });
      inner = wider(inner, { ...members, properties: members.properties + Object.keys(value).length });
    } else if (keyword !== "enum" && keyword !== "const" && keyword !== "default" && keyword !== "examples") {
      inner = wider(inner, measure(value));
    }
  }
  return { depth: inner.depth + 1, properties: inner.properties };
}

function isNameMap(keyword: string, value: unknown): value is Record<string, unknown> {
  const maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
  return maps.includes(keyword) && typeof value === "object" && value !== null && !Array.isArray(value);
}

function wider(a: { depth: number; properties: number }, b: { depth: number; properties: number }): typeof a {
  return { depth: Math.max(a.depth, b.depth), properties: a.properties + b.properties };
}
