import { describe, expect, it } from "vitest";
import { parseRequestBody } from "./request-body.ts";

const parse = (text: string): unknown => parseRequestBody(Buffer.from(text));
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("request body", () => {
  it("of 64 levels is read, of 65 refused", () => {
    expect(() => parse(nested(64))).not.toThrow();
    expect(() => parse(nested(65))).toThrow("nested deeper than 64");
  });

  it("is refused for its nesting before it is parsed, in time that does not depend on the depth", () => {
    expect(() => parse("[".repeat(500_000))).toThrow("nested deeper than 64");
  });

  it("may have any number of brackets inside texts", () => {
    const text = `${"[{".repeat(500)}\\"${"[".repeat(500)}`;
    expect(parse(JSON.stringify({ text, other: "\\" }))).toEqual({ text, other: "\\" });
    expect(parse(JSON.stringify(Array.from({ length: 200 }, () => [])))).toHaveLength(200);
  });

  it("is undefined when it is empty", () => {
    expect(parseRequestBody(Buffer.alloc(0))).toBeUndefined();
  });

  it("may begin with a byte order mark", () => {
    expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 });
  });

  it("keeps whole characters outside the basic plane, escaped or not", () => {
    expect(parse('["\\ud83d\\ude00😀"]')).toEqual(["😀😀"]);
  });

  it("with half a character is refused anywhere", () => {
    for (const text of ['["\\ud83d"]', '["\\ude00\\ud83d"]', '{"a":{"\\uD800":1}}', '"x\\udfffy"']) {
      expect(() => parse(text), text).toThrow("half a character");
    }
  });

  it("may use `constructor` as a name, and keeps the last of two equal keys", () => {
    expect(parse('{"constructor":{"type":"string"},"a":1,"a":2}')).toEqual({ constructor: { type: "string" }, a: 2 });
  });

  it("that reaches a prototype is refused, and no prototype was touched", () => {
    for (const text of ['{"__proto__":{"polluted":1}}', '[{"constructor":{"prototype":{"polluted":1}}}]']) {
      expect(() => parse(text)).toThrow("prototype");
    }
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("that is not JSON is refused without being quoted", () => {
    expect(() => parse('{"secret words"')).toThrow(/^Cannot read the body: it is not valid JSON/);
    expect(() => parse('{"secret words"')).not.toThrow(/secret/);
  });
});
