import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineSplitter, encodeFrame, maxFrameBytes, readParentFrame, readRunnerFrame } from "./frame-codec.ts";
import { ProtocolViolation, type ParentFrame, type RunnerFrame } from "./protocol.ts";

function tokenizeFrame(text: string): ParentFrame {
  return { type: "tokenize", id: 1, text };
}

/** Feeds `bytes` cut at `cuts` and returns the lines. */
function linesOf(bytes: Buffer, cuts: readonly number[], limitBytes?: number): string[] {
  const lines: string[] = [];
  const split = createLineSplitter((line) => lines.push(line), limitBytes);
  const borders = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  for (let i = 1; i < borders.length; i += 1) split(bytes.subarray(borders[i - 1], borders[i]));
  return lines;
}

describe("frames", () => {
  it("survive any text and any slicing of their bytes", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 30 }), (texts, cuts) => {
        const frames = texts.map(tokenizeFrame);
        const bytes = Buffer.from(frames.map(encodeFrame).join(""));
        expect(linesOf(bytes, cuts).map(readParentFrame)).toEqual(frames);
      }),
      { numRuns: 500 },
    );
  });

  it("survive byte by byte, lone surrogates and line separators included", () => {
    const frame = tokenizeFrame("é 日本 👩‍🚀 \ud800 \n \u2028 \u0000");
    const bytes = Buffer.from(encodeFrame(frame));
    expect(linesOf(bytes, [...bytes.keys()]).map(readParentFrame)).toEqual([frame]);
  });

  it("keep an unfinished line to themselves", () => {
    expect(linesOf(Buffer.from("a\nb"), [])).toEqual(["a"]);
  });

  it("of any bytes never break the splitter", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 10 }), (bytes, cuts) => {
        const newlines = bytes.filter((byte) => byte === 0x0a).length;
        expect(linesOf(Buffer.from(bytes), cuts)).toHaveLength(newlines);
      }),
    );
  });

  it("at the limit pass, and one byte more is a violation, in whatever chunks it comes", () => {
    expect(linesOf(Buffer.from("1234\n"), [], 4)).toEqual(["1234"]);
    for (const cuts of [[], [2], [4], [5], [1, 2, 3, 4, 5]]) {
      expect(() => linesOf(Buffer.from("12345\n"), cuts, 4)).toThrow(ProtocolViolation);
    }
    expect(() => linesOf(Buffer.from("12345"), [], 4)).toThrow(ProtocolViolation);
  });

  it("over the limit are refused before they are sent, counted in bytes", () => {
    const around = Buffer.byteLength(encodeFrame(tokenizeFrame(""))) - 1;
    const fits = "é".repeat((maxFrameBytes - around) / 2);
    expect(Buffer.byteLength(encodeFrame(tokenizeFrame(fits)))).toBeLessThanOrEqual(maxFrameBytes + 1);
    expect(() => encodeFrame(tokenizeFrame(`${fits}éé`))).toThrow(
      expect.objectContaining({ code: "payload_too_large" }),
    );
  });

  it("carry infinite log probabilities as the lowest number, and never as null", () => {
    const logprob = { token: "x", bytes: [], logprob: Number.NEGATIVE_INFINITY };
    const line = encodeFrame({
      type: "event",
      id: 1,
      event: { type: "text-delta", text: "x", tokenCount: 1, logprobs: [{ ...logprob, top: [logprob] }] },
    });
    expect(line).not.toContain("null");
    expect(line.split("-1.7976931348623157e+308")).toHaveLength(3);
  });
});

const usage = { promptTokens: 1, completionTokens: 1, cachedTokens: 0 };
const timings = { waitMs: 0, prefillMs: 0, decodeMs: 0 };

describe("a runner's frame", () => {
  const good: RunnerFrame[] = [
    { type: "load-progress", fraction: 0.5 },
    { type: "event", id: 1, event: { type: "text-delta", text: "", tokenCount: 1 } },
    { type: "event", id: 1, event: { type: "finish", reason: "stop", usage, timings, warnings: [] } },
    { type: "event", id: 1, event: { type: "error", error: { code: "internal", message: "x" } } },
    { type: "failed", id: 2, error: { code: "cancelled", message: "x" } },
    { type: "log", level: "warn", fields: {}, message: "x" },
  ];

  it.each(good)("is read as it was sent: %j", (frame) => {
    expect(readRunnerFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it.each([
    "",
    "null",
    "[]",
    "7",
    "{",
    '{"type":"generate"}',
    '{"type":"event","id":"1","event":{"type":"prefill"}}',
    '{"type":"event","id":1}',
    '{"type":"event","id":1,"event":{"type":"text-delta","text":"x"}}',
    '{"type":"event","id":1,"event":{"type":"finish","reason":"stop"}}',
    '{"type":"event","id":1,"event":{"type":"error","error":{"code":"toString","message":"x"}}}',
    '{"type":"failed","id":1,"error":{"code":"no_such_code","message":"x"}}',
    '{"type":"log","level":"__proto__","fields":{},"message":"x"}',
    '{"type":"result","id":1}',
  ])("that is none is a violation: %s", (line) => {
    expect(() => readRunnerFrame(line)).toThrow(ProtocolViolation);
  });

  it("that is none is never quoted: it may hold people's words", () => {
    expect(() => readRunnerFrame("private words")).toThrow(/^((?!private).)*$/);
    expect(() => readRunnerFrame('{"private": "words"}')).toThrow(/^((?!private).)*$/);
  });
});

describe("a parent's frame", () => {
  it.each([
    '{"type":"generate","id":1}',
    '{"type":"load","engineId":"echo","source":{}}',
    '{"type":"tokenize","id":1,"text":null}',
    '{"type":"cancel"}',
  ])("that is none is a violation: %s", (line) => {
    expect(() => readParentFrame(line)).toThrow(ProtocolViolation);
  });
});
