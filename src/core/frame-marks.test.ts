import { describe, expect, test } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { createFrameMarkFilter, frameMarksOf } from "./frame-marks.ts";

const question: ChatMessage = { role: "user", content: "How is the weather in Paris?" };
const call: ChatMessage = {
  role: "assistant",
  content: "",
  toolCalls: [{ id: "a", name: "get_weather", arguments: "{}" }],
};
const result: ChatMessage = { role: "tool", content: "18 degrees, sunny", toolCallId: "a" };

function marksFor(...messages: ChatMessage[]): readonly string[] {
  return frameMarksOf({ kind: "chat", messages });
}

function read(reply: string, size: number, taken = marksFor(question, call, result)): string {
  const filter = createFrameMarkFilter(taken);
  let shown = "";
  const characters = [...reply];
  for (let from = 0; from < characters.length; from += size) {
    shown += filter.push(characters.slice(from, from + size).join(""));
  }
  return shown + filter.flush();
}

describe("marks that framed a tool in the prompt", () => {
  test.each([
    ["<tool_response>\n18 degrees, sunny", "18 degrees, sunny"],
    ["<tool_response>\n18 degrees, sunny\n</tool_response>", "18 degrees, sunny"],
    ["\n<TOOL_RESPONSE>18 degrees</TOOL_RESPONSE>\n\nIt is sunny.\n", "18 degrees\n\nIt is sunny.\n"],
    ["It is sunny.\n</tool_call>\n<tool_call>\nSo go out.", "It is sunny.\nSo go out."],
    ["<tools>\n</tools>", ""],
    ["[TOOL_RESULTS]18 degrees[/TOOL_RESULTS]", "18 degrees"],
    ['<tool_call>\n{"name": ', '{"name":'],
    ["<<tool_response>x", "<x"],
    ["1 < 2 and <b>bold</b> <tool", "1 < 2 and <b>bold</b> <tool"],
    ["🌦️ <tool_responses in 18 <tool_response>", "🌦️ <tool_responses in 18"],
    ["Write `<tool_response>` or\n```\n<tools>\n```\nhere.", "Write `<tool_response>` or\n```\n<tools>\n```\nhere."],
    ["  two\n\n spaces ", "  two\n\n spaces "],
  ])("%j is shown as %j", (reply, shown) => {
    for (const size of [1, 2, 3, 7, 1000]) {
      expect(read(reply, size).replace(/ $/, ""), `chunks of ${size}`).toBe(shown.replace(/ $/, ""));
    }
  });

  test("are words where the user speaks of them", () => {
    const reply = "The <tool_response> tag holds a result, </tool_response> ends it.";
    const taken = marksFor({ role: "user", content: "What is `<tool_response>` for?" }, call, result);
    expect(read(reply, 1, taken)).toBe(reply);
    expect(read("<tool_call> is another.", 1, taken)).toBe("is another.");
  });

  test("are words where a tool's result holds them", () => {
    const taken = marksFor(question, call, { ...result, content: "<tools><hammer/></tools>" });
    expect(read("<tools><hammer/></tools>", 1, taken)).toBe("<tools><hammer/></tools>");
  });

  test("are words of a prompt that is no conversation", () => {
    expect(frameMarksOf({ kind: "text", text: "<tool_response>" })).toEqual([]);
  });
});
