import { expect, test } from "vitest";
import { isThinkersName } from "./thinker-names.ts";

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
])("%s: %s", (name, expected) => {
  expect(isThinkersName(name)).toBe(expected);
});
