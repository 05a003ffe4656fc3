import { expect, test } from "vitest";
import { createScene, says } from "./scene.ts";

test("marks that frame tools are no part of a reply to a prompt with tools, and words of any other", async () => {
  const framed = [says("<tool_response>", " 18", " degrees")];
  const scene = await createScene({ models: { a: { replies: [framed, framed, framed] } } });
  const question = { role: "user", content: "How warm is it?" } as const;
  const call = { role: "assistant", content: "", toolCalls: [{ id: "a", name: "f", arguments: "{}" }] } as const;
  const result = { role: "tool", content: "18 degrees", toolCallId: "a" } as const;
  const answers = [
    scene.start({ generate: { input: { kind: "chat", messages: [question, call, result] } } }),
    scene.start({ generate: { input: { kind: "chat", messages: [question], tools: [{ name: "f" }] } } }),
    scene.start({ generate: { input: { kind: "chat", messages: [question] } } }),
  ];
  await scene.clock.advance(0);
  expect(answers.map(({ text }) => text)).toEqual(["18 degrees", "18 degrees", "<tool_response> 18 degrees"]);
});
