import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { WireToolCall } from "./wire.ts";

/** Puts the chunks of tool calls in order, whatever a server leaves out or repeats. */
export interface ToolCallEvents {
  /** One entry of `tool_calls`. */
  read(call: WireToolCall): Generator<UpstreamEvent, void, void>;
  /** Calls begun so far. */
  count(): number;
}

export function createToolCallEvents(): ToolCallEvents {
  /** The upstream's index, or the id where it has none → ours, which has no gaps. */
  const indices = new Map<string, number>();
  let lastKey = "";

  function keyOf({ index, id }: WireToolCall): string {
    return index == null ? id || lastKey : `#${index}`;
  }

  return {
    *read(call) {
      const { name, arguments: given } = call.function ?? {};
      const argumentsDelta = typeof given === "string" ? given : given == null ? "" : JSON.stringify(given);
      const key = keyOf(call);
      lastKey = key;
      const index = indices.get(key);
      if (index !== undefined) {
        if (argumentsDelta !== "") yield { type: "tool-call", index, argumentsDelta };
      } else if (name) {
        const next = indices.size;
        indices.set(key, next);
        yield { type: "tool-call", index: next, id: call.id || drawCallId(), name, argumentsDelta };
      } else {
        yield { type: "skipped" };
      }
    },
    count: () => indices.size,
  };
}

/** Nine characters: Mistral's chat templates refuse any other length. */
function drawCallId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 9);
}
