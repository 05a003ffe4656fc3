import { ReparteeError } from "../../core/errors.ts";
import { readText } from "../../remote/answer-body.ts";
import { errorWordsOf } from "../../remote/error-body.ts";
import { parseRecord, type JsonRecord } from "../../remote/parse-record.ts";
import { refusalOf, upstreamError, type UpstreamIdentity } from "../../remote/refusal.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readEvents } from "./read-events.ts";

/** So many events in a row that are no JSON are no damage on the way but another language. */
const maxBadEventsInRow = 8;

/**
 * The chunks of a streamed reply; undefined for an event that is not JSON. A server that does not stream gives its
 * whole reply as one chunk. @throws ReparteeError for an error event, and for a body that is not an event stream.
 */
export async function* readChunks(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<JsonRecord | undefined, void, void> {
  if (answer.mediaType === "application/json" || answer.mediaType === "text/html") {
    yield await readWhole(answer, upstream);
    return;
  }
  let badEvents = 0;
  let isDone = false;
  for await (const data of readEvents(answer.body, upstream.name)) {
    // The body is read to its end all the same: only then can its connection carry the next call.
    if (data === "[DONE]") isDone = true;
    if (isDone) continue;
    const chunk = parseRecord(data);
    if (chunk !== undefined) assertNoError(chunk, upstream);
    badEvents = chunk === undefined ? badEvents + 1 : 0;
    if (badEvents > maxBadEventsInRow) throw noChunks(upstream.name);
    yield chunk;
  }
}

async function readWhole(answer: UpstreamAnswer, upstream: UpstreamIdentity): Promise<JsonRecord> {
  const text = await readText(answer.body);
  const whole = parseRecord(text);
  if (whole === undefined) throw refusalOf({ status: 200, headers: {}, text }, upstream).error;
  assertNoError(whole, upstream);
  return whole;
}

function assertNoError(chunk: JsonRecord, upstream: UpstreamIdentity): void {
  const words = errorWordsOf(chunk);
  if (words !== undefined) throw upstreamError(words, upstream, undefined);
}

function noChunks(upstream: string): ReparteeError {
  const message = `Cannot read the answer of upstream "${upstream}": its events are no JSON`;
  return new ReparteeError("upstream_error", message, {
    hint: "Check the upstream's address; most end in /v1.",
    facts: { upstream },
  });
}
