import { describe, expect, it } from "vitest";
import { textCompletionSchema } from "../../src/http/openai/map-completion-reply.ts";
import { readEvents } from "./support/read-events.ts";
import { createScriptedServing, finish, start, text } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

const path = "/v1/completions";

describe("completions", () => {
  it("continue a text, by 16 tokens unless told otherwise", async () => {
    const { post, serving } = await startServer();
    const response = await post(path, { prompt: "Once" });
    const body = await response.json();
    expect(textCompletionSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      id: expect.stringMatching(/^cmpl-/),
      object: "text_completion",
      choices: [{ index: 0, text: "Hello there", logprobs: null, finish_reason: "stop" }],
      usage: { prompt_tokens: 12, completion_tokens: 2 },
      repartee: { source: "model", complete: true },
    });
    expect(serving.requests[0]?.generate).toEqual({
      input: { kind: "text", text: "Once" },
      isWhole: true,
      sampling: {},
      maxTokens: 16,
    });
  });

  it("continue several texts n times each, in order, and count each prompt once", async () => {
    const serving = createScriptedServing(({ generate }) => {
      const { input, sampling } = generate;
      return [start, text(`${input.kind === "text" ? input.text : ""}${sampling?.seed}`), finish()];
    });
    const { post } = await startServer({ serving });
    const response = await post(path, { prompt: ["a", "b"], n: 2, seed: 1 });
    expect(await response.json()).toMatchObject({
      choices: [
        { index: 0, text: "a1" },
        { index: 1, text: "a2" },
        { index: 2, text: "b1" },
        { index: 3, text: "b2" },
      ],
      usage: { prompt_tokens: 24, completion_tokens: 8, prompt_tokens_details: { cached_tokens: 10 } },
    });
  });

  it("stream the echoed prompt, the text, the finish and [DONE]", async () => {
    const { post } = await startServer();
    const response = await post(path, {
      prompt: "Once",
      echo: true,
      stream: true,
      stream_options: { include_usage: true },
    });
    const events = readEvents(await response.text());
    expect(events).toMatchObject([
      { object: "text_completion", choices: [{ text: "Once", finish_reason: null }] },
      { choices: [{ text: "Hello" }] },
      { choices: [{ text: " there" }] },
      { choices: [{ text: "", finish_reason: "stop" }], repartee: { complete: true } },
      { choices: [], usage: { total_tokens: 14 } },
      "[DONE]",
    ]);
  });

  it("tell log probabilities in the older form, with offsets that go on over pieces", async () => {
    const piece = (token: string): ReturnType<typeof text> => ({
      ...text(token),
      logprobs: [{ token, logprob: -1, bytes: [], top: [{ token: "__proto__", logprob: -2, bytes: [] }] }],
    });
    const serving = createScriptedServing(() => [start, piece("Hel"), piece("lo"), finish()]);
    const { post } = await startServer({ serving });
    const whole = await (await post(path, { prompt: "a", logprobs: 1 })).text();
    expect(whole).toContain(
      '"logprobs":{"tokens":["Hel","lo"],"token_logprobs":[-1,-1],"top_logprobs":[{"__proto__":-2},{"__proto__":-2}],"text_offset":[0,3]}',
    );
    const streamed = await (await post(path, { prompt: "a", logprobs: 1, stream: true })).text();
    expect(readEvents(streamed)[2]).toMatchObject({ choices: [{ text: "lo", logprobs: { text_offset: [3] } }] });
  });
});
