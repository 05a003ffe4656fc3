import { expect, test } from "vitest";
import type { Log, LogFields } from "../core/log.ts";
import type { ReplyRecord } from "../core/observer.ts";
import { recordReply } from "./reply-report.ts";

const record: ReplyRecord = {
  requestId: "r1",
  requestedModel: "llama",
  model: "llama",
  source: "model",
  outcome: "ok",
  finishReason: "stop",
  complete: true,
  usage: { promptTokens: 10, completionTokens: 5, cachedTokens: 4 },
  timings: { waitMs: 0.4, prefillMs: 20.6, decodeMs: 50, queueMs: 0, loadMs: 0, firstTokenMs: 30.2, totalMs: 80 },
};

function capture() {
  const lines: { level: string; fields: LogFields; message: string }[] = [];
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, fields, message });
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const observed: ReplyRecord[] = [];
  const replyFinished = (one: ReplyRecord): void => void observed.push(one);
  return { report: (one: ReplyRecord) => recordReply(one, { log, observer: { replyFinished } }), lines, observed };
}

test("a reply that is logged is reported to the observer as it is", () => {
  const { report, observed } = capture();
  report(record);
  expect(observed).toEqual([record]);
});

test("a reply is one line with its tokens and times, rounded to milliseconds", () => {
  const { report, lines } = capture();
  report(record);
  expect(lines).toEqual([
    {
      level: "info",
      message: "reply",
      fields: {
        requestId: "r1",
        model: "llama",
        source: "model",
        finishReason: "stop",
        promptTokens: 10,
        cachedTokens: 4,
        completionTokens: 5,
        queueMs: 0,
        loadMs: 0,
        waitMs: 0,
        prefillMs: 21,
        firstTokenMs: 30,
        decodeMs: 50,
        totalMs: 80,
      },
    },
  ]);
});

test("a reply by another model names both and the reason, a failed or cut one is a warning", () => {
  const { report, lines } = capture();
  report({ ...record, model: "small", source: "fallback_model", reason: "load_timeout" });
  report({ ...record, outcome: "error", errorCode: "queue_full", complete: false, source: "none" });
  report({ ...record, complete: false });
  report({ ...record, outcome: "cancelled", complete: false });
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ["info", "reply"],
    ["warn", "reply failed"],
    ["warn", "reply cut off"],
    ["info", "reply cancelled"],
  ]);
  expect(lines[0]?.fields).toMatchObject({ model: "small", requestedModel: "llama", reason: "load_timeout" });
  expect(lines[1]?.fields).toMatchObject({ errorCode: "queue_full" });
});

test("fields that a record does not declare, such as a prompt, are not written", () => {
  const { report, lines } = capture();
  const withWords = { ...record, prompt: "my secret", text: "my secret", messages: ["my secret"] };
  report(withWords);
  expect(JSON.stringify(lines)).not.toContain("my secret");
});
