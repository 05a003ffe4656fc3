/**
 * Asks a model for a reply without what it only thinks. A reply that is nothing but reasoning comes back empty, which
 * serving takes for a failed attempt.
 *
 * A model whose prompt opens the reasoning writes the end mark alone. Where the engine says so (`opensReasoning`), its
 * text is held until that mark. Other servers do not say so: the text of models whose name says that they think is held
 * from the beginning, that of others from their first such reply on; of that one, what was given out before the mark
 * cannot be taken back. A server that gave out tokens without text first takes the reasoning out itself.
 */
import type { GenerateWith } from "../../core/engine.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import { createReasoningFilter } from "../../core/reasoning-filter.ts";
import { isThinkersName } from "../../core/separate-reasoning.ts";

/** Names of models come from requests too; the one that was seen first is forgotten. */
const maxModels = 100;

export function createReasoningHider(): GenerateWith {
  const reasoning = new Set<string>();

  function remember(model: string): void {
    reasoning.add(model);
    const [oldest] = reasoning;
    if (reasoning.size > maxModels && oldest !== undefined) reasoning.delete(oldest);
  }

  return (model, request, signal) => {
    const { name } = model.info;
    return withoutReasoning(model.generate(request, signal), {
      isExpected: reasoning.has(name),
      isLikely: isThinkersName(name),
      onLateEnd: () => remember(name),
    });
  };
}

interface HidingOptions {
  readonly isExpected: boolean;
  /** By its name. */
  readonly isLikely: boolean;
  readonly onLateEnd: () => void;
}

async function* withoutReasoning(
  events: AsyncIterable<GenerateEvent>,
  { isExpected, isLikely, onLateEnd }: HidingOptions,
): AsyncGenerator<GenerateEvent, void, void> {
  let filter = createReasoningFilter({ isExpected });
  let hasShown = false;
  let isBegun = false;
  for await (const event of events) {
    if (event.type === "prefill" && event.opensReasoning === true) filter = createReasoningFilter({ isExpected: true });
    // Engines that read a prompt themselves say what opens it.
    if (event.type === "prefill") isBegun = true;
    if (event.type === "text-delta" && !isBegun) {
      isBegun = true;
      if (isLikely && event.text !== "") filter = createReasoningFilter({ isExpected: true });
    }
    if (event.type === "text-delta") {
      let text = "";
      for (const part of filter.push(event.text)) {
        if (part.kind === "late-end") onLateEnd();
        // What came in the same chunk was not shown yet.
        text = part.kind === "text" ? text + part.text : "";
      }
      if (!hasShown) text = text.trimStart();
      hasShown ||= text !== "";
      yield { ...event, text };
      continue;
    }
    if (event.type === "finish") {
      const { text } = filter.end(event.reason === "length");
      if (text !== "") yield { type: "text-delta", text, tokenCount: 0 };
    }
    yield event;
  }
}
