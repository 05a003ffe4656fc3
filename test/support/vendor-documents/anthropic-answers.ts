/** What this server shares with Anthropic's document: messages, their streams, the count of tokens, errors. */
import { answerPlace, componentPlace } from "./answer-validator.ts";
import { asked, streamed, type AnswerCase } from "./asked.ts";

const messages = [{ role: "user", content: "Hi" }];
const weather = { name: "get_weather", input_schema: { type: "object", properties: { city: { type: "string" } } } };
const path = "/messages";
const place = answerPlace("POST", "/v1/messages");
/** The document has the events of a stream as a component of their own. */
const eventPlace = componentPlace("MessageStreamEvent");
const errorPlace = componentPlace("ErrorResponse");

const bodies: readonly (readonly [name: string, body: object])[] = [
  ["a message", { model: "scripted", max_tokens: 100, messages, system: "Be kind." }],
  ["a message that is cut off", { model: "scripted", max_tokens: 2, messages }],
  ["a message that thinks", { model: "thoughtful", max_tokens: 100, messages }],
  ["a message that calls", { model: "caller", max_tokens: 100, messages, tools: [weather] }],
];

function refusal(name: string, status: number, body: object): AnswerCase {
  return { name, ask: async (url) => [await asked(url, { path, body, status, place: errorPlace })] };
}

export const anthropicCases: readonly AnswerCase[] = [
  ...bodies.map(([name, body]) => ({
    name,
    ask: async (url: string) => [await asked(url, { path, body, place })],
  })),
  ...bodies.map(([name, body]) => ({
    name: `the stream of ${name}`,
    ask: async (url: string) => await streamed(url, { path, body, place: eventPlace }),
  })),
  {
    name: "a count of tokens",
    ask: async (url) => [
      await asked(url, {
        ...{ path: "/messages/count_tokens", place: answerPlace("POST", "/v1/messages/count_tokens") },
        body: { model: "scripted", messages },
      }),
    ],
  },
  refusal("a wrong field", 400, { model: "scripted", max_tokens: 0, messages }),
  refusal("an unknown model", 404, { model: "nobody", max_tokens: 10, messages }),
];

export const anthropicExtensions: RegExp = /^\/(?:message\/)?repartee$/;
