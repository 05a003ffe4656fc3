import type { ToolCallDeltaEvent } from "../../core/generate-event.ts";
import type { ToolCall } from "../../core/tool.ts";
import { extendToolCall } from "../../serving/collect-reply.ts";

/** Puts tool calls together that come in chunks. */
export interface ToolCalls {
  push(chunk: ToolCallDeltaEvent): void;
  all(): readonly ToolCall[];
}

export function createToolCalls(): ToolCalls {
  const calls = new Map<number, ToolCall>();
  return {
    push(chunk) {
      calls.set(chunk.index, extendToolCall(calls.get(chunk.index), chunk));
    },
    all: () => [...calls.values()],
  };
}
