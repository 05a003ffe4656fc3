import { createParser } from "eventsource-parser";

/** The `data` of every event of a stream's text, parsed as JSON where it is not `[DONE]`. */
export function readEvents(stream: string): readonly unknown[] {
  const events: unknown[] = [];
  const parser = createParser({
    onEvent: ({ data }) => void events.push(data === "[DONE]" ? data : JSON.parse(data)),
  });
  parser.feed(stream);
  return events;
}
