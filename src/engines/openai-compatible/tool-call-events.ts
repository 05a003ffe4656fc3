import { countOf, type Fields, fieldsOf, textOf } from "../../remote/json-fields.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";

/** Puts the chunks of tool calls in order, whatever a server leaves out or repeats. */
export interface ToolCallEvents {
  /** One entry of `tool_calls`. */
  read(call: Fields): Generator<UpstreamEvent, void, void>;
  /** Calls begun so far. */
  count(): number;
}

export function createToolCallEvents(): ToolCallEvents {
  /** The upstream's index, or the id where it has none → ours, which has no gaps. */
  const indices = new Map<string, number>();
  let lastKey = "";

  function keyOf(call: Fields): string {
    const index = countOf(call["index"]);
    if (index !== undefined) return `#${index}`;
    return textOf(call["id"]) || lastKey;
  }

  return {
    *read(call) {
      const { name, arguments: given } = fieldsOf(call["function"]);
      const argumentsDelta = typeof given === "string" ? given : given == null ? "" : JSON.stringify(given);
      const key = keyOf(call);
      lastKey = key;
      const index = indices.get(key);
      if (index !== undefined) {
        if (argumentsDelta !== "") yield { type: "tool-call", index, argumentsDelta };
      } else if (typeof name === "string" && name !== "") {
        const next = indices.size;
        indices.set(key, next);
        yield { type: "tool-call", index: next, id: textOf(call["id"]) || drawCallId(), name, argumentsDelta };
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
