import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from "@openai/agents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { script, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let runner: Runner;

beforeAll(async () => {
  setTracingDisabled(true);
  server = await startModelServer();
  runner = new Runner({ modelProvider: new OpenAIProvider({ baseURL: server.baseUrl, apiKey: "unused" }) });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const calls: string[] = [];
const getWeather = tool({
  name: "get_weather",
  description: "The weather of a city.",
  parameters: z.object({ city: z.string() }),
  async execute({ city }) {
    calls.push(city);
    return `Clear in ${city}.`;
  },
});

describe("OpenAI Agents SDK with its default, the Responses API", () => {
  it("gets the reply of an agent, whole and streamed", async () => {
    const agent = new Agent({ name: "Greeter", instructions: "Greet.", model: "scripted" });
    expect((await runner.run(agent, "Hi")).finalOutput).toBe(script);
    const streamed = await runner.run(agent, "Hi", { stream: true });
    let text = "";
    for await (const event of streamed) {
      if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta") text += event.data.delta;
    }
    await streamed.completed;
    expect(text).toBe(script);
    expect(streamed.finalOutput).toBe(script);
  });

  it("continues a conversation by the id of its last response", async () => {
    const agent = new Agent({ name: "Greeter", model: "scripted" });
    const first = await runner.run(agent, "I am Ada.");
    const { lastResponseId } = first;
    if (lastResponseId === undefined) throw new Error("expected an id");
    const second = await runner.run(agent, "Who am I?", { previousResponseId: lastResponseId });
    const [firstTokens, secondTokens] = [first, second].map(({ rawResponses }) => rawResponses[0]?.usage.inputTokens);
    expect(secondTokens).toBeGreaterThan(firstTokens ?? Infinity);
  });

  it("runs a tool that the model calls, and ends at it", async () => {
    const agent = new Agent({
      name: "Forecaster",
      model: "caller",
      tools: [getWeather],
      toolUseBehavior: "stop_on_first_tool",
    });
    expect((await runner.run(agent, "Weather in Paris?")).finalOutput).toBe("Clear in Paris.");
    expect(calls).toEqual(["Paris"]);
  });

  it("sends the results of tools back until its turns are used up", async () => {
    const agent = new Agent({ name: "Forecaster", model: "caller", tools: [getWeather] });
    await expect(runner.run(agent, "Weather in Paris?", { maxTurns: 3 })).rejects.toThrow(/turns/);
    expect(calls.length).toBeGreaterThan(2);
  });
});
