import { expect, test } from "vitest";
import type { Log, LogFields } from "../core/log.ts";
import { silentObserver, type ReplyRecord } from "../core/observer.ts";
import { logReplies } from "./reply-log.ts";

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
  return { observer: logReplies(log, { ...silentObserver, replyFinished }), lines, observed };
}

test("an observer whose replies are logged is notified of them as before", () => {
  const { observer, observed } = capture();
  observer.replyFinished(record);
  expect(observed).toEqual([record]);
});

test("a reply is one line with its tokens and times, rounded to milliseconds", () => {
  const { observer, lines } = capture();
  observer.replyFinished(record);
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
  const { observer, lines } = capture();
  observer.replyFinished({ ...record, model: "small", source: "fallback_model", reason: "load_timeout" });
  observer.replyFinished({ ...record, outcome: "error", errorCode: "queue_full", complete: false, source: "none" });
  observer.replyFinished({ ...record, complete: false });
  observer.replyFinished({ ...record, outcome: "cancelled", complete: false });
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
  const { observer, lines } = capture();
  const withWords = { ...record, prompt: "my secret", text: "my secret", messages: ["my secret"] };
  observer.replyFinished(withWords);
  expect(JSON.stringify(lines)).not.toContain("my secret");
});
