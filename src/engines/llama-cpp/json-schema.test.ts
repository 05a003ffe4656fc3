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

  it("resolves JSON pointers to any part of the schema, to itself as well", () => {
    const a = { type: "string" };
    const properties = { a, b: { $ref: "#/properties/a" }, "c/d": a, e: { $ref: "#/properties/c~1d" } };
    expect(narrowJsonSchema({ type: "object", properties, required: ["a", "b"] }).schema).toEqual({
      type: "object",
      properties: { a, b: { $ref: "#/$defs/a" }, "c/d": a, e: { $ref: "#/$defs/c_d" } },
      required: ["a", "b"],
      $defs: { a, c_d: a },
    });
    const list: JsonObject = { type: "object", properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } };
    const oneOf = [{ $ref: "#/$defs/ref0" }, { type: "null" }];
    const narrowed = { type: "object", properties: { next: { oneOf } } };
    expect(narrowJsonSchema(list).schema).toEqual({ ...narrowed, $defs: { ref0: narrowed } });
    const definitions: JsonObject = { node: { type: "array", items: { $ref: "#/definitions/node" } } };
    expect(narrowJsonSchema({ definitions, $ref: "#/definitions/node" }).schema).toEqual({
      $ref: "#/$defs/node",
      $defs: { node: { type: "array", items: { $ref: "#/$defs/node" } } },
    });
  });

  it("merges what is beside anyOf, oneOf, allOf and $ref", () => {
    const properties = { name: { type: "string" }, area: { type: "string" } };
    const base = { type: "object", properties };
    expect(narrowJsonSchema({ ...base, anyOf: [{ required: ["name"] }, { required: ["area"] }] }).schema).toEqual({
      oneOf: [
        { ...base, required: ["name"] },
        { ...base, required: ["area"] },
      ],
    });
    expect(narrowJsonSchema({ ...base, allOf: [{ required: ["name"] }] }).schema).toEqual({
      ...base,
      required: ["name"],
    });
    const two: JsonObject[] = [{ properties: { name: properties.name } }, { properties: { area: properties.area } }];
    expect(narrowJsonSchema({ type: "object", allOf: two }).schema).toEqual(base);
    const $defs = { named: { type: "object", properties: { name: properties.name } } };
    const extended: JsonObject = {
      $defs,
      $ref: "#/$defs/named",
      properties: { area: properties.area },
      required: ["area"],
    };
    expect(narrowJsonSchema(extended).schema).toEqual({ ...base, required: ["area"] });
    const limited: JsonObject = { properties: { n: { allOf: [{ enum: [1, 2, 3] }, { enum: [2, 3, 4] }] } } };
    expect(narrowJsonSchema(limited).schema).toMatchObject({ properties: { n: { enum: [2, 3] } } });
  });

  it("names the request's field where a tool's schema is wrong", () => {
    expect(() => narrowJsonSchema({ $ref: "#/nowhere" }, "tools[1].function.parameters")).toThrow(
      expect.objectContaining({ param: "tools[1].function.parameters" }),
    );
  });

  it("keeps a value that is listed twice once, and lets an object without declared keys have any", () => {
    expect(narrowJsonSchema({ enum: ["a", "a", ""] }).schema).toEqual({ enum: ["a", ""] });
    expect(narrowJsonSchema({ type: "object" }).schema).toEqual({ type: "object", additionalProperties: true });
    expect(narrowJsonSchema({ type: "object", properties: {} }).schema).toEqual({ type: "object", properties: {} });
    expect(narrowJsonSchema({ type: "string", nullable: true }).schema).toEqual({ type: ["string", "null"] });
  });

  it("ends on references that would grow without end", () => {
    const properties = { a: { $ref: "#", minProperties: 1 }, b: { $ref: "#", minProperties: 1 } };
    expect(() => narrowJsonSchema({ type: "object", properties })).toThrow(/too many parts|deeper than/);
    expect(() => narrowJsonSchema({ $ref: "#", type: "object" })).toThrow(/circle|deeper|too many/);
  });

  it("warns of constraints that it leaves out, and only of those", () => {
    const { schema, warnings } = narrowJsonSchema({ type: "string", pattern: "^a", title: "A", default: "a" });
    expect(schema).toEqual({ type: "string" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.detail).toContain("pattern");
    expect(warnings[0]?.detail).not.toContain("title");
  });

  it.each([
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
