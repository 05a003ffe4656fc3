import { ReparteeError } from "../../core/errors.ts";
import { errorWordsOf } from "../../remote/error-body.ts";
import { parseRecord, type JsonRecord } from "../../remote/parse-record.ts";
import { refusalOf, upstreamError, type UpstreamIdentity } from "../../remote/refusal.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readLines } from "./read-lines.ts";

/** So many lines in a row that are no JSON are no damage on the way but another language. */
const maxBadLinesInRow = 8;

/**
 * The JSON objects of an NDJSON stream; undefined for a line that is not JSON.
 * @throws ReparteeError for a line that reports an error, and for a body that is not NDJSON.
 */
export async function* readFrames(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<JsonRecord | undefined, void, void> {
  let badLines = 0;
  for await (const line of readLines(answer.body, upstream.name)) {
    // A page of a proxy: its words say more than that they are no JSON.
    if (answer.mediaType === "text/html") throw refusalOf({ status: 200, headers: {}, text: line }, upstream).error;
    const frame = parseRecord(line);
    const words = frame === undefined ? undefined : errorWordsOf(frame);
    if (words !== undefined) throw upstreamError(words, upstream, undefined);
    badLines = frame === undefined ? badLines + 1 : 0;
    if (badLines > maxBadLinesInRow) throw noFrames(upstream.name);
    yield frame;
  }
}

function noFrames(upstream: string): ReparteeError {
  const message = `Cannot read the answer of upstream "${upstream}": its lines are no JSON`;
  return new ReparteeError("upstream_error", message, {
    hint: "Check that the address is Ollama's.",
    facts: { upstream },
  });
}
