import { expect, test } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { withShortAnswers } from "./short-answers.ts";

const asks: readonly ChatMessage[] = [{ role: "user", content: "What is the capital of France?" }];

function askedOf(parameterCount: number | undefined, messages: readonly ChatMessage[], temperature: number) {
  const seen: GenerateRequest[] = [];
  const ask = withShortAnswers((_, request) => {
    seen.push(request);
    return (async function* nothing() {})();
  });
  const model = { info: { name: "m", device: "cpu", parameterCount } } as LoadedModel;
  ask(model, { id: "r", input: { kind: "chat", messages }, sampling: { temperature } }, new AbortController().signal);
  return seen[0];
}

test("a very small model is asked for short answers, with cool sampling, where the client leaves it open", () => {
  expect(askedOf(135e6, asks, 0.7)).toMatchObject({
    input: { messages: [{ role: "system", content: "You answer in one or two short sentences." }, ...asks] },
    sampling: { temperature: 0.2 },
  });
});

test.each([
  ["a larger model", 3e9, asks, 0.7],
  ["one of unknown size", undefined, asks, 0.7],
  ["a client with a temperature of its own", 135e6, asks, 0.9],
  ["a client with a system message", 135e6, [{ role: "system", content: "Be long." } as const, ...asks], 0.7],
])("%s gets what was asked for", (_, parameterCount, messages, temperature) => {
  expect(askedOf(parameterCount, messages, temperature)).toEqual({
    id: "r",
    input: { kind: "chat", messages },
    sampling: { temperature },
  });
});
