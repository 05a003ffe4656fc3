import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function chat(model: string, useResponsesApi: boolean): ChatOpenAI {
  const configuration = { baseURL: server.baseUrl };
  return new ChatOpenAI({ model, apiKey: "unused", configuration, useResponsesApi, maxRetries: 0 });
}

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather of a city.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
} as const;

describe.each([
  ["chat completions", false],
  ["responses", true],
])("LangChain's ChatOpenAI with %s", (_, useResponsesApi) => {
  it("gets the exact text, whole and streamed", async () => {
    const model = chat("scripted", useResponsesApi);
    expect((await model.invoke("Hi")).text).toBe(script);
    let text = "";
    for await (const chunk of await model.stream("Hi")) text += chunk.text;
    expect(text).toBe(script);
  });

  it("is given a tool call and may answer it", async () => {
    const asked = new HumanMessage("Weather in Paris?");
    const reply = await chat("caller", useResponsesApi).bindTools([weather]).invoke([asked]);
    expect(reply.tool_calls).toMatchObject([{ name: "get_weather", args: { city: "Paris" } }]);
    const result = new ToolMessage({ content: "Clear.", tool_call_id: reply.tool_calls?.[0]?.id ?? "" });
    const last = await chat("scripted", useResponsesApi).bindTools([weather]).invoke([asked, reply, result]);
    expect(last.text).toBe(script);
  });

  it("gets an object of a schema", async () => {
    const schema = { title: "mood", type: "object", properties: { sure: { type: "boolean" } }, required: ["sure"] };
    const structured = chat("random", useResponsesApi).withStructuredOutput<{ sure: boolean }>(schema);
    expect(typeof (await structured.invoke("Hi")).sure).toBe("boolean");
  });
});

it("LangChain's OpenAIEmbeddings sends texts and gets a vector for each", async () => {
  const embeddings = new OpenAIEmbeddings({
    model: "random",
    apiKey: "unused",
    configuration: { baseURL: server.baseUrl },
  });
  expect(await embeddings.embedDocuments(["a", "b"])).toHaveLength(2);
});
