import { describe, expect, test } from "vitest";
import { createReasoningSplitter, isThinkersName } from "./separate-reasoning.ts";

/** What a reply's reasoning and text are, cut into chunks of `size` characters. */
function split(text: string, size: number, isExpected = false): { reasoning: string; text: string } {
  const splitter = createReasoningSplitter({ isExpected });
  const whole = { reasoning: "", text: "" };
  for (let from = 0; from < text.length; from += size) {
    for (const part of splitter.push(text.slice(from, from + size))) whole[part.kind] += part.text;
  }
  for (const part of splitter.end()) whole[part.kind] += part.text;
  return whole;
}

describe("reasoning splitter", () => {
  test.each([
    ["<think>\nFirst a, then b.\n</think>\n\nHello.", "First a, then b.", "Hello."],
    ["\n<thinking>a </b> < c</thinking>Hi", "a </b> < c", "Hi"],
    ["[THINK]a[1]\n\n b[/THINK]Hi", "a[1]\n\n b", "Hi"],
    ["◁think▷a◁/think▷Hi", "a", "Hi"],
    ["<|START_THINKING|>a<|END_THINKING|>Hi", "a", "Hi"],
    ["<think>\n\n</think>\n\nHi", "", "Hi"],
    ["<think>cut off before", "cut off before", ""],
    ["<think>cut off </thi", "cut off </thi", ""],
    ["Here is my thought process: a. Here is no end. Here is my response:\n\nHi", "a. Here is no end.", "Hi"],
    ["Here's my thought process:\na\n\nHere's my response:\nHi", "a", "Hi"],
    ["Here is my thought process: cut off", "cut off", ""],
    ["Here is my response: Hi", "", "Here is my response: Hi"],
    ["Here is my th", "", "Here is my th"],
    [
      "I say: Here is my thought process: a. Here is my response: b",
      "",
      "I say: Here is my thought process: a. Here is my response: b",
    ],
    ["<think>a</think>\n\n<response>\nHi <b>you</b>\n</response>\n", "a", "Hi <b>you</b>\n"],
    ["<think>a</think><response>Hi </resp", "a", "Hi </resp"],
    ["<think>a</think><respond>Hi</respond>", "a", "<respond>Hi</respond>"],
    ["<response>Hi</response>", "", "<response>Hi</response>"],
    ["<thi", "", "<thi"],
    ["<this> is text", "", "<this> is text"],
    ["  led by spaces", "", "  led by spaces"],
    ["Use <think> and </think> in prompts.", "", "Use <think> and </think> in prompts."],
    ["<think>a</think>b<think>c</think>", "a", "b<think>c</think>"],
    ["", "", ""],
  ])("%j", (text, reasoning, rest) => {
    for (const size of [1, 2, 3, 7, 100])
      expect(split(text, size), `chunks of ${size}`).toEqual({ reasoning, text: rest });
  });

  test.each([
    ["First a, then b.\n</think>\n\nHello.", "First a, then b.", "Hello."],
    ["<think>a</think>Hi", "a", "Hi"],
    ["a[/THINK]Hi", "a", "Hi"],
    ["</think>Hi", "", "Hi"],
    ["Nothing that ends", "", "Nothing that ends"],
    ['{"a": "</think>"}', "", '{"a": "</think>"}'],
    [`${"a".repeat(70_000)}</think>`, "", `${"a".repeat(70_000)}</think>`],
  ])("that expects reasoning which nothing opens, %j", (text, reasoning, rest) => {
    for (const size of [1, 7, 3000]) expect(split(text, size, true)).toEqual({ reasoning, text: rest });
  });
});

test.each([
  ["deepseek-r1:8b", true],
  ["deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", true],
  ["Qwen/QwQ-32B", true],
  ["qwen3-30b-a3b-thinking-2507", true],
  ["openai:vllm/deepseek-reasoner", true],
  ["microsoft/Phi-4-mini-reasoning", true],
  ["llama-3.2-3b", false],
  ["qwen3-4b-instruct", false],
  ["command-r1plus", false],
  ["qwen3-non-thinking", false],
  ["r10-base", false],
])("%s is the name of a model that thinks: %s", (name, expected) => {
  expect(isThinkersName(name)).toBe(expected);
});
