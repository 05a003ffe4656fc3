import { createParser } from "eventsource-parser";

export interface Frame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string;
}

/** The events of a stream's text, as a client's parser has them. */
export function parseFrames(stream: string): readonly Frame[] {
  const frames: Frame[] = [];
  const parser = createParser({ onEvent: ({ id, event, data }) => void frames.push({ id, event, data }) });
  parser.feed(stream);
  return frames;
}

/** The `data` of every event of a stream's text, parsed as JSON where it is not `[DONE]`. */
export function readEvents(stream: string): readonly unknown[] {
  return parseFrames(stream).map(({ data }): unknown => (data === "[DONE]" ? data : JSON.parse(data)));
}
