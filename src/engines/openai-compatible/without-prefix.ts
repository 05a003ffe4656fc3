import type { UpstreamEvent } from "../../remote/upstream-event.ts";

type TextEvent = Extract<UpstreamEvent, { readonly type: "text" }>;

/**
 * A reply without the beginning that it was given: newer versions of llama-server repeat it, older ones do not. Text is
 * held only for as long as it is what the prefix begins with.
 */
export async function* withoutPrefix(
  events: AsyncIterable<UpstreamEvent>,
  prefix: string,
): AsyncGenerator<UpstreamEvent, void, void> {
  let held: TextEvent[] | undefined = prefix === "" ? undefined : [];
  let text = "";
  for await (const event of events) {
    if (held === undefined || (event.type !== "text" && event.type !== "end")) {
      yield event;
      continue;
    }
    if (event.type === "end") {
      if (text !== prefix) yield* held;
      held = undefined;
      yield event;
      continue;
    }
    text += event.text;
    held.push(event);
    if (text.startsWith(prefix)) {
      if (text.length > prefix.length) yield { ...event, text: text.slice(prefix.length) };
      held = undefined;
    } else if (!prefix.startsWith(text)) {
      yield* held;
      held = undefined;
    }
  }
  // A stream that broke off.
  if (text !== prefix) yield* held ?? [];
}
