import { describe, expect, it } from "vitest";
import { ProtocolViolation, readParentFrame, readRunnerFrame } from "./protocol.ts";
import type { RunnerFrame } from "./protocol.ts";

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
