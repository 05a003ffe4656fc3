import { describe, expect, it } from "vitest";
import { readValue } from "../../schema/index.ts";
import { chatRequestSchema } from "./chat-request-schema.ts";
import { convertChatRequest } from "./convert-chat-request.ts";

const chain = { models: ["tiny"], fallback: "none" } as const;
const user = { role: "user", content: "Hi" };

function convert(body: object): ReturnType<typeof convertChatRequest> {
  return convertChatRequest(readValue(chatRequestSchema, body), "r1", chain);
}

describe("a chat request", () => {
  it("with every field keeps each in Repartee's words", () => {
    const schema = { type: "object", properties: { city: { type: "string" } } };
    expect(
      convert({
        messages: [
          {
            role: "developer",
            content: [
              { type: "text", text: "Be " },
              { type: "text", text: "brief" },
            ],
          },
          { role: "user", content: "Hi", name: "Ann" },
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "c1", type: "function", function: { name: "w", arguments: "{}" } }],
          },
          { role: "tool", content: "sunny", tool_call_id: "c1" },
        ],
        max_tokens: 5,
        max_completion_tokens: 9,
        temperature: 0,
        top_p: 0.5,
        top_k: 3,
        min_p: 0.1,
        repeat_penalty: 1.1,
        presence_penalty: 1,
        frequency_penalty: -1,
        seed: 42,
        logit_bias: { 7: -100 },
        stop: "END",
        logprobs: true,
        top_logprobs: 2,
        response_format: { type: "json_schema", json_schema: { name: "s", strict: true, schema } },
        tools: [
          { type: "function", function: { name: "w", description: "Weather", parameters: schema, strict: true } },
        ],
        tool_choice: { type: "function", function: { name: "w" } },
      }),
    ).toEqual([
      {
        models: ["tiny"],
        fallback: "none",
        requestId: "r1",
        generate: {
          input: {
            kind: "chat",
            messages: [
              { role: "system", content: "Be brief" },
              { role: "user", content: "Hi", name: "Ann" },
              { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "w", arguments: "{}" }] },
              { role: "tool", content: "sunny", toolCallId: "c1" },
            ],
            tools: [{ name: "w", description: "Weather", parameters: schema }],
            toolChoice: { name: "w" },
          },
          sampling: {
            temperature: 0,
            topP: 0.5,
            topK: 3,
            minP: 0.1,
            repeatPenalty: 1.1,
            presencePenalty: 1,
            frequencyPenalty: -1,
            seed: 42,
            logitBias: { 7: -100 },
          },
          maxTokens: 9,
          stop: ["END"],
          format: { kind: "json-schema", name: "s", schema },
          logprobs: { top: 2 },
        },
      },
    ]);
  });

  it("with nothing but messages leaves every choice to the model", () => {
    expect(convert({ messages: [user] })[0]?.generate).toEqual({
      input: { kind: "chat", messages: [user] },
      sampling: {},
    });
  });

  it("folds seeds to 32 bits, each choice with the next one", () => {
    const seeds = (seed: number, n = 1): unknown[] =>
      convert({ messages: [user], seed, n }).map(({ generate }) => generate.sampling?.seed);
    expect(seeds(0, 3)).toEqual([0, 1, 2]);
    expect(seeds(2 ** 32 - 1, 2)).toEqual([2 ** 32 - 1, 0]);
    expect(seeds(-1)).toEqual([2 ** 32 - 1]);
    expect(seeds(Number.MAX_SAFE_INTEGER)).toEqual([2 ** 32 - 1]);
  });

  it("without tools has no tool choice", () => {
    for (const choice of ["auto", "none"]) {
      expect(convert({ messages: [user], tools: [], tool_choice: choice })[0]?.generate.input).toEqual({
        kind: "chat",
        messages: [user],
      });
    }
  });

  it("for a JSON object asks for one", () => {
    expect(convert({ messages: [user], response_format: { type: "json_object" } })[0]?.generate.format).toEqual({
      kind: "json-object",
    });
  });
});
