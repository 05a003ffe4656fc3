import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { narrowJsonSchema } from "./json-schema.ts";

describe("schema narrowing", () => {
  it("keeps what a grammar can hold as it is", () => {
    const schema: JsonObject = {
      type: "object",
      properties: { name: { type: "string", maxLength: 10 }, tags: { type: "array", items: { enum: ["a", "b"] } } },
      required: ["name"],
      additionalProperties: false,
    };
    expect(narrowJsonSchema(schema)).toEqual({ schema, warnings: [] });
  });

  it("says anyOf, definitions and single allOf in the grammar's words", () => {
    const { schema } = narrowJsonSchema({
      definitions: { city: { type: "string" } },
      properties: {
        a: { anyOf: [{ type: "null" }, { $ref: "#/definitions/city" }] },
        b: { allOf: [{ type: "integer" }] },
      },
    });
    expect(schema).toEqual({
      $defs: { city: { type: "string" } },
      type: "object",
      properties: { a: { oneOf: [{ type: "null" }, { $ref: "#/$defs/city" }] }, b: { type: "integer" } },
    });
  });

  it("warns of constraints that it leaves out, and only of those", () => {
    const { schema, warnings } = narrowJsonSchema({ type: "string", pattern: "^a", title: "A", default: "a" });
    expect(schema).toEqual({ type: "string" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.detail).toContain("pattern");
    expect(warnings[0]?.detail).not.toContain("title");
  });

  it.each([
    [{ $ref: "#" }, /refers to "#"/],
    [{ $ref: "#/$defs/zz" }, /refers to "#\/\$defs\/zz"/],
    [{ properties: { a: { $ref: "http://example.com/x.json" } } }, /refers to "http:/],
    [{ enum: [] }, /empty enum/],
    [{ properties: { a: { oneOf: [] } } }, /empty oneOf/],
    [{ type: "strin" }, /unknown type "strin"/],
    [{ type: ["string", "nil"] }, /unknown type "nil"/],
  ] as const)("refuses %j, which no reply could follow", (schema, message) => {
    expect(() => narrowJsonSchema(schema)).toThrow(
      expect.objectContaining({ code: "invalid_request", message: expect.stringMatching(message) }),
    );
  });

  it("warns of a required property that is not declared", () => {
    expect(narrowJsonSchema({ type: "object", required: ["zz"] }).warnings).toHaveLength(1);
    expect(narrowJsonSchema({ type: "object", properties: { zz: {} }, required: ["zz"] }).warnings).toEqual([]);
  });

  it("refuses a schema that is too deep or too wide, naming the limit", () => {
    let deep: JsonObject = { type: "string" };
    for (let level = 0; level < 20; level += 1) deep = { type: "array", items: deep };
    expect(() => narrowJsonSchema(deep)).toThrow(/deeper than 16/);
    const wide = {
      type: "object",
      properties: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`p${n}`, {}])),
    };
    expect(() => narrowJsonSchema(wide)).toThrow(/more than 256/);
  });
});
