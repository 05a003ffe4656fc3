import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createReasoningFilter } from "./reasoning-filter.ts";

/** What is left of a reply: `|` where unexpected reasoning ended. */
function shown(chunks: readonly string[], isExpected = false, isCut = false): string {
  const filter = createReasoningFilter({ isExpected });
  const parts = chunks.flatMap((chunk) => filter.push(chunk));
  return parts.map((part) => (part.kind === "text" ? part.text : "|")).join("") + filter.end(isCut).text;
}

describe("reasoning filter", () => {
  test.each([
    ["<think>hm</think>Hello", "Hello"],
    ["<thinking>hm</thinking>Hello", "Hello"],
    ["Sure. <think>a < b</think>Hello", "Sure. Hello"],
    ["<THINK>a</Think>b<thought>c</thought>d", "bd"],
    ["[THINK]hm[1][/THINK]Hello [1]", "Hello [1]"],
    ["<|START_THINKING|>hm<|END_THINKING|>Hello | or", "Hello | or"],
    ["<seed:think>hm</seed:think>Hello", "Hello"],
    ["<think>never closed", ""],
    ["hm</think>Hello", "hm|Hello"],
    ["1 < 2, <thin> air, <b>bold</b>", "1 < 2, <thin> air, <b>bold</b>"],
    ["ends in <thi", "ends in <thi"],
    ["Here is my thought process: hm. Here is my response: Hello", " Hello"],
    ["Here's my thought process: hm", ""],
    ["Here is my plan: Here is my response: no", "Here is my plan: Here is my response: no"],
    ["Here is my", "Here is my"],
    ["<think>hm</think><response>Hello</response>", "Hello"],
    ["<think>hm</think>\n<response>\nHello < you </response>\n", "Hello < you "],
  ])("of %j leaves %j", (reply, text) => {
    expect(shown([reply])).toBe(text);
    expect(shown(reply.split(""))).toBe(text);
  });

  test.each([
    ["hm</think>Hello", "Hello"],
    ["<think>hm</think>Hello", "Hello"],
    ["Hello", "Hello"],
    ["Sure.<think>hm</think>Hello", "Sure.Hello"],
  ])("that expects reasoning leaves of %j %j", (reply, text) => {
    expect(shown([reply], true)).toBe(text);
    expect(shown(reply.split(""), true)).toBe(text);
  });

  test("that expects reasoning gives nothing of a reply that was cut before its end", () => {
    expect(shown(["Maybe He"], true, true)).toBe("");
  });

  test("gives plain text out at once", () => {
    expect(createReasoningFilter().push("Hello")).toEqual([{ kind: "text", text: "Hello" }]);
  });

  test("leaves the same however a reply is cut", () => {
    const part = fc.constantFrom(
      "<think>",
      "</think>",
      "</thinking>",
      "[THINK]",
      "[/THINK]",
      "[",
      "<",
      "</",
      "think",
      ">",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.boolean(), (parts, isExpected) => {
        const whole = shown([parts.join("")], isExpected);
        expect(shown(parts, isExpected)).toBe(whole);
        expect(shown(parts.join("").split(""), isExpected)).toBe(whole);
      }),
      { numRuns: 2000 },
    );
  });
});
