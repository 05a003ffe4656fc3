import type { ChatRequestMessage } from "../../server/chat-completion.ts";
import type { ChatNode } from "./tree.ts";

/** What a model is sent of a conversation: replies that are still empty are not, and calls of tools only with their results. */
export function toMessages(nodes: readonly ChatNode[]): readonly ChatRequestMessage[] {
  return nodes.flatMap((node, at): readonly ChatRequestMessage[] => {
    const { role, text, toolCalls = [], toolResults = [] } = node;
    if (role === "tool") {
      return toolResults.map(({ callId, text: content }) => ({ role, tool_call_id: callId, content }));
    }
    if (role === "assistant" && nodes[at + 1]?.role === "tool") {
      return [{ role, content: text, tool_calls: toolCalls.map(toWireCall) }];
    }
    return text === "" ? [] : [{ role, content: text }];
  });
}

function toWireCall({ id, name, arguments: given }: NonNullable<ChatNode["toolCalls"]>[number]): unknown {
  return { id, type: "function", function: { name, arguments: given } };
}
