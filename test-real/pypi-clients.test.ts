/** Python clients as they are, against the starter's real weights. */
import { beforeAll, expect, test } from "vitest";
import { installPypiClients, type PypiClient, type PypiClients } from "./pypi-clients.ts";
import { starter, useStarterServer } from "./real-starter.ts";

const real = useStarterServer();
let clients: PypiClients;
beforeAll(async () => {
  clients = await installPypiClients();
});

/** At most the 12 that the scripts ask for. */
const tokens: unknown = expect.toSatisfy((count: number) => count > 0 && count <= 12);
const words: unknown = expect.stringMatching(/\w{2,}/);

const cases: readonly (readonly [script: string, client: PypiClient, answer: object])[] = [
  [
    "openai_chat.py",
    "openai",
    { text: words, same: true, tokens: [tokens, tokens], refused: "model_not_found", models: true },
  ],
  [
    "openai_responses.py",
    "openai",
    { text: words, streamed: words, first: "response.created", last: expect.stringMatching(/completed|incomplete/) },
  ],
  ["ollama_chat.py", "ollama", { text: words, same: true, tokens: [tokens], refused: 404, models: true }],
  ["anthropic_messages.py", "anthropic", { text: words, streamed: words, refused: 404 }],
  ["pydantic_agent.py", "pydantic-ai", { text: words, streamed: words, responses: [words, words] }],
  ["litellm_completion.py", "litellm", { text: words, streamed: words, refused: "context window" }],
  ["langchain_chat.py", "langchain-openai", { text: words, streamed: words }],
  ["llm_prompt.py", "llm", { text: words, streamed: words }],
];

test.for(cases)("%s: %s gets its answers", async ([script, client, answer], { skip }) => {
  const problem = real.problem ?? clients.problem(client);
  skip(problem !== undefined, problem);
  const found = await clients.run(script, { BASE_URL: real.server().url, MODEL: starter });
  expect(found).toMatchObject(answer);
});
