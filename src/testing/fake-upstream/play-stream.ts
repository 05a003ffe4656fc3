import type { ServerResponse } from "node:http";
import type { Fault } from "./fault.ts";

/** A reply as the frames of its protocol, and what each protocol has for going wrong. */
export interface FakeStream {
  readonly contentType: string;
  /** Before the first token. */
  readonly opening: readonly string[];
  /** One a token. */
  readonly tokens: readonly string[];
  /** After the last token: why it ended, and the numbers. */
  readonly closing: readonly string[];
  /** As `closing`, with a reason that is missing or an empty text, where a protocol must have one. */
  readonly closingWithout?: (fault: "no-finish-reason" | "empty-finish-reason") => readonly string[];
  /** Something that keeps the connection open and says nothing. */
  readonly comment: string;
  readonly badFrame: string;
  readonly errorFrame: string;
  /** Made when it is asked for: it has megabytes. */
  readonly giantFrame: string;
}

/** Streams a reply; ends early when the reader has left. */
export async function playStream(
  response: ServerResponse,
  stream: FakeStream,
  fault: Fault | undefined,
): Promise<void> {
  response.writeHead(200, { "content-type": stream.contentType });
  response.flushHeaders();
  for (const frame of framesOf(stream, fault)) {
    if (response.destroyed) return;
    if (frame === "stall") return;
    if (frame === "reset") {
      response.destroy();
      return;
    }
    if (fault === "split-characters") await writeInSlices(response, frame.text);
    else response.write(frame.text);
    if (fault === "drip") await pause(dripMs);
    await turn();
  }
  response.end();
}

/** Between two frames that drip. */
const dripMs = 5;

type Step = { readonly text: string } | "stall" | "reset";

function framesOf(stream: FakeStream, fault: Fault | undefined): readonly Step[] {
  const opening = toSteps(stream.opening);
  const tokens = toSteps(stream.tokens);
  const closing = toSteps(stream.closing);
  const begun = [...opening, ...tokens];
  const upTo = (count: number): readonly Step[] => [...opening, ...tokens.slice(0, count)];
  switch (fault) {
    case "silent":
      return ["stall"];
    case "comments-only":
      return [...toSteps(Array.from({ length: 20 }, () => stream.comment)), "stall"];
    case "garbage":
      return toSteps(Array.from({ length: 60 }, () => stream.badFrame));
    case "comments-at-20":
      return [...upTo(20), ...toSteps(Array.from({ length: 20 }, () => stream.comment)), "stall"];
    case "empty-stream":
      return [];
    case "role-only":
      return opening;
    case "reset-first":
      return [...opening, "reset"];
    case "error-first":
      return toSteps([stream.errorFrame]);
    case "error-middle":
      return [...upTo(40), ...toSteps([stream.errorFrame])];
    case "cut-at-40":
      return upTo(40);
    case "reset-at-40":
      return [...upTo(40), "reset"];
    case "stall-at-20":
      return [...upTo(20), ...toSteps([stream.comment]), "stall"];
    case "bad-frame-at-10":
      return [...upTo(10), ...toSteps([stream.badFrame]), ...tokens.slice(10), ...closing];
    case "giant-frame-first":
      return [...opening, ...toSteps([stream.giantFrame]), ...tokens, ...closing];
    case "giant-frame":
      return [...upTo(10), ...toSteps([stream.giantFrame]), ...tokens.slice(10), ...closing];
    case "no-finish-reason":
    case "empty-finish-reason":
      return [...begun, ...toSteps(stream.closingWithout?.(fault) ?? stream.closing)];
    case "no-final":
      return begun;
    case "open-end":
      return [...begun, ...closing, "stall"];
    default:
      return [...begun, ...closing];
  }
}

function toSteps(frames: readonly string[]): Step[] {
  return frames.map((text) => ({ text }));
}

/** Few enough that every character of several bytes and every line end is cut in some frame. */
const sliceBytes = 5;

/** Cuts the text where no reader expects it: in the middle of characters. */
async function writeInSlices(response: ServerResponse, text: string): Promise<void> {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    response.write(bytes.subarray(at, at + sliceBytes));
    await turn();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Lets what was written leave by itself, and the reader's leaving be seen. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
