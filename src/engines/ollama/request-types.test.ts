import type { ChatRequest, EmbedRequest, GenerateRequest, Message, PullRequest, ShowRequest } from "ollama";
import { expect, it } from "vitest";
import { ollamaCapabilities } from "./capabilities.ts";
import { convertRequest } from "./convert-request.ts";
import type { ChatBody, EmbedBody, GenerateBody, OllamaMessage } from "./request-bodies.ts";

/** Of the server's fields the client does not know these. */
type ServerOnly = "truncate" | "shift";
/** The client's type of a tool's parameters is narrower than the JSON Schema that the server takes. */
type Own<Body> = Omit<Body, ServerOnly | "tools">;

/** Every body that is sent is one that Ollama's own client takes. */
type Assignable<From extends To, To> = From;
type _Chat = Assignable<Own<ChatBody>, ChatRequest>;
type _Message = Assignable<OllamaMessage, Message>;
type _Generate = Assignable<Own<GenerateBody>, GenerateRequest>;
type _Embed = Assignable<EmbedBody, EmbedRequest>;
type _Pull = Assignable<{ model: string; stream: true }, PullRequest>;
type _Show = Assignable<{ model: string }, ShowRequest>;

it("bodies of chats have no field that neither Ollama's client nor its server knows", () => {
  const known: Record<Exclude<keyof ChatBody, ServerOnly> & keyof ChatRequest, true> & Record<ServerOnly, true> = {
    model: true,
    messages: true,
    stream: true,
    format: true,
    keep_alive: true,
    tools: true,
    think: true,
    logprobs: true,
    top_logprobs: true,
    options: true,
    truncate: true,
    shift: true,
  };
  const target = {
    model: "m",
    capabilities: ollamaCapabilities,
    contextWindowTokens: 4096,
    canThink: true,
    keepAlive: "5m",
  };
  const input = { kind: "chat", messages: [{ role: "user", content: "Hi" }], tools: [{ name: "look" }] } as const;
  const { body } = convertRequest({ id: "1", input, logprobs: { top: 1 }, format: { kind: "json-object" } }, target);
  expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(body)));
});
