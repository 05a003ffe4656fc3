import { expect, it } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import { createConversationWriter } from "./conversation-writer.ts";
import type { ChatFormat } from "./families.ts";

const messages: ChatMessage[] = [
  { role: "system", content: "Be kind." },
  { role: "user", content: "Hello" },
  { role: "assistant", content: "Hi there." },
  { role: "user", content: "How are you?" },
];

function written(format: ChatFormat): string {
  const writer = createConversationWriter({
    format,
    eosToken: "</s>",
    hasOwnTemplate: true,
    render: (turns) => turns.map(({ role, content }) => `[${role}]${content}`).join(""),
  });
  return writer.write(writer.select(messages).messages).text;
}

it.each([
  ["template", "[system]Be kind.[user]Hello[assistant]Hi there.[user]How are you?"],
  ["turns-ended", "Hello</s>Hi there.</s>How are you?</s>"],
  ["two-spaces", " Hello  Hi there.   How are you?"],
  ["newest-turn", "How are you?"],
] as const)("conversation in the format %s is written as its models were trained", (format, text) => {
  expect(written(format)).toBe(text);
});
