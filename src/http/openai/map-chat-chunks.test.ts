import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import type { ReplyEvent } from "../../core/reply.ts";
import { finish, start, text } from "../../../test/http/support/scripted-serving.ts";
import { mapChatChunks } from "./map-chat-chunks.ts";

const head = { id: "chatcmpl-1", created: 5, system_fingerprint: "repartee-0" };

/** The frames before the terminal one, and the terminal one. */
async function map(events: readonly ReplyEvent[], includeUsage = false): Promise<[frames: unknown[], last: string]> {
  async function* choices(): AsyncGenerator<ReplyEvent> {
    yield* events;
  }
  const source = mapChatChunks(choices(), head, { requestId: "r", choices: 1, includeUsage });
  const frames: unknown[] = [];
  for (;;) {
    const next = await source.next();
    if (next.done === true) return [frames, next.value];
    expect(next.value).toMatch(/^data: .*\n\n$/);
    frames.push(JSON.parse(next.value.slice("data: ".length)));
  }
}

describe("chat chunks", () => {
  it("have the fields that OpenAI's have", async () => {
    const [frames, last] = await map([start, text("Hi"), finish()]);
    expect(frames[1]).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion.chunk",
      created: 5,
      model: "tiny",
      system_fingerprint: "repartee-0",
      choices: [{ index: 0, delta: { content: "Hi" }, logprobs: null, finish_reason: null }],
    });
    expect(last).toBe("data: [DONE]\n\n");
  });

  it("are not made for progress, nor for tokens that are held back", async () => {
    const [frames] = await map([
      { type: "queued", ahead: 1 },
      { type: "loading", model: "tiny", fraction: 0.5 },
      { type: "prefill", processedTokens: 1, totalTokens: 2, cachedTokens: 0 },
      start,
      text(""),
      finish(),
    ]);
    expect(frames).toHaveLength(2);
  });

  it("keep a text that looks like an event inside its own", async () => {
    const [frames] = await map([start, text('\n\ndata: [DONE]\n\nevent: x\r\n"'), finish()]);
    expect(frames[1]).toMatchObject({ choices: [{ delta: { content: '\n\ndata: [DONE]\n\nevent: x\r\n"' } }] });
  });

  it("tell id and name of a tool call once", async () => {
    const [frames] = await map([
      start,
      { type: "tool-call-delta", index: 1, id: "c", name: "w", argumentsDelta: "{", tokenCount: 1 },
      { type: "tool-call-delta", index: 1, argumentsDelta: "}", tokenCount: 1 },
      finish({ finishReason: "tool-calls" }),
    ]);
    expect(frames.slice(1)).toMatchObject([
      {
        choices: [
          { delta: { tool_calls: [{ index: 1, id: "c", type: "function", function: { name: "w", arguments: "{" } }] } },
        ],
      },
      { choices: [{ delta: { tool_calls: [{ index: 1, function: { arguments: "}" } }] } }] },
      { choices: [{ finish_reason: "tool_calls" }] },
    ]);
    expect(JSON.stringify(frames[2])).not.toContain('"w"');
  });

  it("write an impossible token's probability as a number", async () => {
    const bytes = [65];
    const impossible = { token: "A", logprob: -Infinity, bytes };
    const [frames] = await map([start, { ...text("A"), logprobs: [{ ...impossible, top: [impossible] }] }, finish()]);
    const logprob = { token: "A", logprob: -9999, bytes };
    expect(frames[1]).toMatchObject({
      choices: [{ logprobs: { content: [{ ...logprob, top_logprobs: [logprob] }] } }],
    });
  });

  it("end in the error's frame, and only in it, when the reply breaks off", async () => {
    const error = new ReparteeError("token_stall", "No token for 15 s");
    const [frames, last] = await map([start, text("Hi"), { type: "error", error }, text("never")], true);
    expect(frames).toHaveLength(2);
    expect(JSON.parse(last.slice("data: ".length))).toMatchObject({ error: { code: "token_stall", param: null } });
  });

  it("throw when the reply has no terminal event", async () => {
    await expect(map([start, text("Hi")])).rejects.toMatchObject({ code: "internal" });
  });

  it("carry warnings in the last chunk", async () => {
    const [frames] = await map([
      start,
      finish({
        warnings: [
          { kind: "unsupported-feature", feature: "logitBias", detail: "Left out" },
          { kind: "history-trimmed", droppedMessages: 2, detail: "Left out two" },
        ],
      }),
    ]);
    expect(frames[1]).toMatchObject({
      repartee: {
        warnings: [
          { kind: "unsupported-feature", feature: "logitBias", detail: "Left out" },
          { kind: "history-trimmed", dropped_messages: 2, detail: "Left out two" },
        ],
      },
    });
  });
});
