import { createParser } from "eventsource-parser";
import { ReparteeError } from "../../core/errors.ts";

/** Longest event in characters (1 MiB of ASCII): a frame of a reply has a few hundred. */
export const maxEventLength = 1_048_576;

/**
 * The data of each server-sent event, however the bytes are cut into chunks; comments are left out.
 * @throws ReparteeError `upstream_error` past `maxEventLength`.
 */
export async function* readEvents(
  bytes: AsyncIterable<Uint8Array>,
  upstream: string,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let events: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent({ data }) {
      if (data.length > maxEventLength) isTooLong = true;
      else events.push(data);
    },
    onError({ type }) {
      if (type === "max-buffer-size-exceeded") isTooLong = true;
    },
  });

  function* taken(text: string): Generator<string, void, void> {
    parser.feed(text);
    const ready = events;
    events = [];
    yield* ready;
    if (isTooLong) throw tooLong(upstream);
  }

  for await (const chunk of bytes) yield* taken(decoder.decode(chunk, { stream: true }));
  // Some servers forget the blank line that ends their last event. What was cut off in the middle is no JSON.
  yield* taken(`${decoder.decode()}\n\n`);
}

function tooLong(upstream: string): ReparteeError {
  const message = `Cannot read the answer of upstream "${upstream}": one event has more than ${maxEventLength} characters`;
  return new ReparteeError("upstream_error", message, { facts: { upstream, limit_characters: maxEventLength } });
}
