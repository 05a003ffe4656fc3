import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ReparteeError } from "../core/errors.ts";
import { numberBetween, readJson, readValue, wholeNumber, type ReadOptions } from "./index.ts";

function errorOf(schema: z.ZodType, value: unknown, options?: ReadOptions): ReparteeError {
  try {
    readValue(schema, value, options);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) return thrown;
    throw thrown;
  }
  throw new Error("The value was accepted");
}

const turn = z.object({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string(), z.array(z.object({ text: z.string() }))], { error: "a string or an array of parts" }),
});

describe("a value that its schema does not accept", () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ["another type", z.object({ n: z.number() }), { n: "hot" }, 'n: expected a number, got "hot"'],
    ["a missing field", z.object({ list: z.array(z.string()) }), {}, "list: expected an array, got nothing"],
    ["null", z.object({ on: z.boolean() }), { on: null }, "on: expected true or false, got null"],
    ["a number too large", z.number().max(2), 3, "expected at most 2, got 3"],
    ["a number with a range", numberBetween(0, 2), 3, "expected a number from 0 to 2, got 3"],
    ["a fraction", wholeNumber(1, 20), 1.5, "expected a whole number from 1 to 20, got 1.5"],
    ["no number", wholeNumber(1, 20), Number.NaN, "expected a whole number from 1 to 20, got NaN"],
    ["an empty string", z.string().min(1), "", 'expected a string that is not empty, got ""'],
    [
      "a long string",
      z.string().max(3),
      "x".repeat(50),
      "expected at most 3 characters, got a string of 50 characters",
    ],
    ["too few", z.array(z.string()).min(1), [], "expected at least 1 item, got an array of 0"],
    [
      "a mistyped choice",
      z.enum(["en", "de", "fr"]),
      "eng",
      'expected one of "en", "de", "fr", got "eng" (did you mean en?)',
    ],
    [
      "one for the empty string alone",
      z.literal("", { error: "an empty string" }),
      "x",
      'expected an empty string, got "x"',
    ],
    [
      "a mistyped key",
      z.strictObject({ spoken: z.boolean().optional() }),
      { spokn: true },
      "spokn: expected a known key, got another (did you mean spoken?)",
    ],
    [
      "a key that is far from all",
      z.strictObject({ a: z.int().optional(), b: z.int().optional() }),
      { elephant: 1 },
      "elephant: expected one of the keys a, b, got another",
    ],
    [
      "a key of a wrong form",
      z.record(z.string().regex(/^\d+$/, { error: "a whole number as the key" }), z.number()),
      { a: 1 },
      'a: expected a whole number as the key, got "a"',
    ],
    [
      "no branch of a union",
      z.object({ messages: z.array(turn) }),
      {
        messages: [
          { role: "user", content: "x" },
          { role: "user", content: 5 },
        ],
      },
      "messages[1].content: expected a string or an array of parts, got 5",
    ],
    [
      "a branch that fits up to a field",
      z.object({ messages: z.array(turn) }),
      { messages: [{ role: "user", content: [{ text: 5 }] }] },
      "messages[0].content[0].text: expected a string, got 5",
    ],
    [
      "no branch, without a phrase",
      z.union([z.string(), z.int()]),
      true,
      "expected a string or a whole number, got true",
    ],
    [
      "no kind",
      z.discriminatedUnion("type", [z.object({ type: z.literal("a") }), z.object({ type: z.literal("b") })]),
      { type: "c" },
      'type: expected one of "a", "b", got "c"',
    ],
    ["a rule of its own", z.string().refine(URL.canParse, { error: "a URL" }), "x y", 'expected a URL, got "x y"'],
    [
      "a rule that says all itself",
      z.string().refine(() => false, { error: "expected at most 3 levels, got 5" }),
      "",
      "expected at most 3 levels, got 5",
    ],
  ])("is reported with path, expectation and finding: %s", (_, schema, value, message) => {
    expect(errorOf(schema, value).message).toBe(message);
  });

  test("is an invalid request with the path as param, where nothing else is asked for", () => {
    expect(errorOf(z.object({ a: z.array(z.int()) }), { a: [1, "x"] })).toMatchObject({
      code: "invalid_request",
      param: "a[1]",
    });
    expect(errorOf(z.object({}), 5, { root: "body" })).toMatchObject({
      message: "body: expected an object, got 5",
      param: undefined,
    });
  });

  test("is reported with the source, code and hint that are given", () => {
    const options = { code: "config_invalid", source: "a.yaml", hint: "Correct it" } as const;
    expect(errorOf(z.object({ port: z.int() }), { port: "x" }, options)).toMatchObject({
      code: "config_invalid",
      message: 'a.yaml: port: expected a whole number, got "x"',
      hint: "Correct it",
    });
  });

  test("is not shown where it is secret", () => {
    const { message } = errorOf(z.object({ key: z.int() }), { key: "sk-secret" }, { isSecret: () => true });
    expect(message).toBe("key: expected a whole number, got a string");
  });

  test("keeps the path short, however long a key is", () => {
    const { param } = errorOf(z.record(z.string(), z.int()), { ["k".repeat(5_000)]: "x" });
    expect(param).toHaveLength(200);
  });
});

describe("JSON text", () => {
  const schema = z.object({ a: z.int() });

  test("is read by its schema", () => {
    expect(readJson(schema, '{"a":1,"b":2}')).toEqual({ a: 1 });
  });

  test.each([
    ["", "a.json: expected JSON, got nothing"],
    ["{secret", "a.json: expected JSON, got text that is not JSON"],
    ['{"a":"x"}', 'a.json: a: expected a whole number, got "x"'],
  ])("is refused without being quoted: %j", (json, message) => {
    expect(() => readJson(schema, json, { source: "a.json" })).toThrow(
      expect.objectContaining({ message, code: "invalid_request" }),
    );
  });
});
