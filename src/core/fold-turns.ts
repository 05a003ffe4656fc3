import type { ChatMessage } from "./chat-message.ts";

/** The same conversation for a chat template without a system role: its text is put before the first user message. */
export function foldSystemMessages(messages: readonly ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== "system");
  const preface = system.join("\n\n");
  const firstUser = others.findIndex(({ role }) => role === "user");
  if (preface === "") return others;
  if (firstUser === -1) return [{ role: "user", content: preface }, ...others];
  return others.map((message, index) =>
    index === firstUser ? { role: "user", content: `${preface}\n\n${message.content}` } : message,
  );
}

/** The same conversation for a template that wants sides to alternate: neighbours of one side become one turn. */
export function mergeNeighbours(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === "user" && message.role === "user") {
      merged[merged.length - 1] = { role: "user", content: `${last.content}\n\n${message.content}` };
    } else if (
      last?.role === "assistant" &&
      message.role === "assistant" &&
      !last.toolCalls?.length &&
      !message.toolCalls?.length
    ) {
      merged[merged.length - 1] = { role: "assistant", content: `${last.content}\n\n${message.content}` };
    } else {
      merged.push(message);
    }
  }
  return merged;
}
