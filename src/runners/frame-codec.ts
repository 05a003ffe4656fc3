import { ReparteeError } from "../core/errors.ts";
import { ProtocolViolation } from "./protocol.ts";
import type { ParentFrame, RunnerFrame } from "./protocol.ts";

/** Longest line, its newline not counted. A prompt is at most 1 MiB; the vectors of 4,000 texts fit. */
export const maxFrameBytes: number = 16 * 1024 * 1024;

const newline = 0x0a;

/**
 * A frame as its line, newline included. JSON escapes newlines and lone surrogates, so any text survives.
 * @throws ReparteeError `payload_too_large`
 */
export function encodeFrame(frame: ParentFrame | RunnerFrame): string {
  // JSON has no infinities: the log probability of an impossible token would arrive as null.
  const hasLogprobs = frame.type === "event" && frame.event.type === "text-delta" && frame.event.logprobs !== undefined;
  const json = hasLogprobs ? JSON.stringify(frame, finite) : JSON.stringify(frame);
  // UTF-8 takes at most three bytes per UTF-16 unit: nearly every frame is known to fit without counting.
  if (json.length * 3 > maxFrameBytes && Buffer.byteLength(json) > maxFrameBytes) {
    throw new ReparteeError(
      "payload_too_large",
      `Cannot pass a message of ${json.length} characters to or from the model's process: ` +
        `the limit is ${maxFrameBytes} bytes`,
      { hint: "Send fewer or shorter texts in one request." },
    );
  }
  return `${json}\n`;
}

function finite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? -Number.MAX_VALUE : value;
}

/**
 * Cuts a byte stream into lines and calls `onLine` for each, in order. Bytes are decoded only once their line is
 * whole, so a character split over chunks stays whole; chunks of an unfinished line are joined once.
 * The returned function throws ProtocolViolation when a line grows past `limitBytes`.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  limitBytes: number = maxFrameBytes,
): (chunk: Buffer) => void {
  let unfinished: Buffer[] = [];
  let unfinishedBytes = 0;

  function checkLength(bytes: number): void {
    if (bytes > limitBytes) throw new ProtocolViolation(`a line is longer than ${limitBytes} bytes`);
  }

  return (chunk) => {
    let start = 0;
    let end = chunk.indexOf(newline);
    while (end !== -1) {
      checkLength(unfinishedBytes + end - start);
      if (unfinishedBytes === 0) {
        onLine(chunk.toString("utf8", start, end));
      } else {
        const line = Buffer.concat([...unfinished, chunk.subarray(start, end)]).toString("utf8");
        unfinished = [];
        unfinishedBytes = 0;
        onLine(line);
      }
      start = end + 1;
      end = chunk.indexOf(newline, start);
    }
    if (start < chunk.length) {
      checkLength(unfinishedBytes + chunk.length - start);
      unfinished.push(chunk.subarray(start));
      unfinishedBytes += chunk.length - start;
    }
  };
}
