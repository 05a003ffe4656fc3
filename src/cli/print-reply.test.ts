import { expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import type { ReplyEvent } from "../core/reply.ts";
import { noUsage } from "../core/usage.ts";
import { printReply } from "./print-reply.ts";
import { createStatusLine } from "./status-line.ts";

const finish: ReplyEvent = {
  type: "finish",
  source: "model",
  model: "m",
  finishReason: "stop",
  complete: true,
  usage: noUsage,
  timings: { waitMs: 0, prefillMs: 0, decodeMs: 0, queueMs: 0, loadMs: 0, firstTokenMs: null, totalMs: 0 },
  warnings: [],
};

async function* stream(...events: readonly ReplyEvent[]): AsyncGenerator<ReplyEvent> {
  yield* events;
}

function screen(isTTY: boolean) {
  const written = { output: "", status: "" };
  const output = { isTTY, write: (text: string) => (written.output += text) };
  const status = createStatusLine({ isTTY, write: (text) => (written.status += text) });
  return { written, output, status };
}

test("a pipe gets the reply byte for byte with one line end, and no progress", async () => {
  const { written, ...to } = screen(false);
  const words = ["a\u001b[1mb", "\n"];
  const events = stream(
    { type: "loading", model: "m", fraction: 0.5 },
    ...words.map((text) => ({ type: "text-delta", text, tokenCount: 1 }) as const),
    finish,
  );
  expect((await printReply(events, to)).text).toBe("a\u001b[1mb\n");
  expect(written).toEqual({ output: "a\u001b[1mb\n", status: "" });
});

test("a terminal gets progress while it waits, and no control characters of the model", async () => {
  const { written, ...to } = screen(true);
  const events = stream(
    { type: "queued", ahead: 2 },
    { type: "loading", model: "m", fraction: 0.42 },
    { type: "text-delta", text: "a\u001b]0;title\u0007b\tc", tokenCount: 1 },
    finish,
  );
  await printReply(events, to);
  expect(written.output).toBe("a]0;titleb\tc\n");
  expect(written.status).toBe("\r\u001b[KWaiting, 2 ahead\r\u001b[KLoading m 42 %\r\u001b[K");
});

test("an error after the first words ends the line and is thrown", async () => {
  const { written, ...to } = screen(false);
  const error = new ReparteeError("runner_crashed", "crashed");
  const events = stream({ type: "text-delta", text: "half", tokenCount: 1 }, { type: "error", error });
  await expect(printReply(events, to)).rejects.toBe(error);
  expect(written.output).toBe("half\n");
});
