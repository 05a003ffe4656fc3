/** Frames of the protocol as lines of bytes, and back. */
import { errorCatalog, ReparteeError, type SerializedError } from "../core/errors.ts";
import { isRecord } from "../core/is-record.ts";
import { ProtocolViolation } from "./protocol.ts";
import type { LogLevel, ParentFrame, RunnerFrame, WireEvent } from "./protocol.ts";

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

/** @throws ProtocolViolation */
export function readRunnerFrame(line: string): RunnerFrame {
  const value = parse(line);
  if (!isRunnerFrame(value)) throw new ProtocolViolation(`a line of ${line.length} characters is not a runner's frame`);
  return value;
}

/** @throws ProtocolViolation */
export function readParentFrame(line: string): ParentFrame {
  const value = parse(line);
  if (!isParentFrame(value)) throw new ProtocolViolation(`a line of ${line.length} characters is not a parent's frame`);
  return value;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The parser's own message quotes the text.
    throw new ProtocolViolation(`a line of ${line.length} characters is not JSON`);
  }
}

/** The guards are cheap on purpose: this one runs for every token in the serving process. */
function isRunnerFrame(value: unknown): value is RunnerFrame {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case "event":
      return typeof value.id === "number" && isWireEvent(value.event);
    case "result":
      return typeof value.id === "number" && "value" in value;
    case "failed":
      return typeof value.id === "number" && isSerializedError(value.error);
    case "load-failed":
    case "closed":
      return isSerializedError(value.error);
    case "load-progress":
      return typeof value.fraction === "number";
    case "loaded":
      return isRecord(value.info) && isRecord(value.capabilities) && Array.isArray(value.abilities);
    case "log":
      return isLogLevel(value.level) && isRecord(value.fields) && typeof value.message === "string";
    case "hello":
      return typeof value.token === "string";
    default:
      return false;
  }
}

function isWireEvent(value: unknown): value is WireEvent {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case "text-delta":
      return typeof value.text === "string" && typeof value.tokenCount === "number";
    case "prefill":
      return typeof value.processedTokens === "number" && typeof value.totalTokens === "number";
    case "tool-call-delta":
      return typeof value.index === "number" && typeof value.argumentsDelta === "string";
    case "finish":
      return typeof value.reason === "string" && isRecord(value.usage) && isRecord(value.timings);
    case "error":
      return isSerializedError(value.error);
    default:
      return false;
  }
}

function isParentFrame(value: unknown): value is ParentFrame {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case "generate":
    case "classify":
    case "embed":
    case "rerank":
    case "scoreText":
    case "readAhead":
      return typeof value.id === "number" && isRecord(value.request);
    case "cancel":
      return typeof value.id === "number";
    case "tokenize":
      return typeof value.id === "number" && typeof value.text === "string";
    case "detokenize":
      return typeof value.id === "number" && Array.isArray(value.tokens);
    case "countTokens":
    case "renderPrompt":
      return typeof value.id === "number" && isRecord(value.input);
    case "load":
      return typeof value.engineId === "string" && isRecord(value.source) && isRecord(value.options);
    case "prepare":
      return typeof value.engineId === "string" && isRecord(value.preparation);
    case "unload":
      return true;
    default:
      return false;
  }
}

function isSerializedError(value: unknown): value is SerializedError {
  return (
    isRecord(value) &&
    typeof value.message === "string" &&
    typeof value.code === "string" &&
    Object.hasOwn(errorCatalog, value.code)
  );
}

function isLogLevel(value: unknown): value is LogLevel {
  return value === "debug" || value === "info" || value === "warn" || value === "error";
}
