/** Answers with a form, from a model that would not keep it by itself. */
import { expect, test } from "vitest";
import { z } from "zod";
import { starter as model, useStarterServer } from "./real-starter.ts";

const starter = useStarterServer();

const completion = z.object({
  choices: z.tuple([
    z.object({
      finish_reason: z.string(),
      message: z.object({
        content: z.string().nullish(),
        tool_calls: z
          .array(
            z.object({ type: z.literal("function"), function: z.object({ name: z.string(), arguments: z.string() }) }),
          )
          .optional(),
      }),
    }),
  ]),
  repartee: z.object({ source: z.string() }),
});

async function complete(more: Readonly<Record<string, unknown>>): Promise<z.infer<typeof completion>> {
  const { status, body } = await starter.server().post("/v1/chat/completions", { model, temperature: 0, ...more });
  expect({ status, body }).toMatchObject({ status: 200, body: { repartee: { source: "model" } } });
  return completion.parse(body);
}

const city = z.strictObject({
  name: z.string(),
  country: z.string(),
  size: z.enum(["small", "medium", "large"]),
  sights: z.array(z.string()).min(1).max(3),
});

test("an answer that a JSON schema asks for can be read by it", async ({ skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const schema = {
    type: "object",
    properties: {
      name: { type: "string", maxLength: 30 },
      country: { type: "string", maxLength: 30 },
      size: { enum: ["small", "medium", "large"] },
      sights: { type: "array", items: { type: "string", maxLength: 30 }, minItems: 1, maxItems: 3 },
    },
    required: ["name", "country", "size", "sights"],
    additionalProperties: false,
  };
  const answer = await complete({
    messages: [{ role: "user", content: "Describe the city of Paris." }],
    response_format: { type: "json_schema", json_schema: { name: "city", strict: true, schema } },
    max_tokens: 300,
  });
  expect(answer.choices[0].finish_reason).toBe("stop");
  const { content } = answer.choices[0].message;
  console.log(content);
  expect(() => city.parse(JSON.parse(content ?? ""))).not.toThrow();
});

test("a tool that has to be called is called, with arguments that can be read", async ({ skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const answer = await complete({
    messages: [{ role: "user", content: "What is the weather like in Oslo?" }],
    tools: [
      {
        type: "function",
        function: {
          name: "get_weather",
          description: "The weather of a city now",
          parameters: {
            type: "object",
            properties: {
              city: { type: "string", maxLength: 30 },
              unit: { enum: ["celsius", "fahrenheit"] },
            },
            required: ["city", "unit"],
            additionalProperties: false,
          },
        },
      },
    ],
    tool_choice: { type: "function", function: { name: "get_weather" } },
    max_tokens: 200,
  });
  const calls = answer.choices[0].message.tool_calls ?? [];
  expect(calls.map((call) => call.function.name)).toEqual(["get_weather"]);
  const given = z.strictObject({ city: z.string(), unit: z.enum(["celsius", "fahrenheit"]) });
  const [call] = calls;
  console.log(call?.function.arguments);
  expect(() => given.parse(JSON.parse(call?.function.arguments ?? ""))).not.toThrow();
});
