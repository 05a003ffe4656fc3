import { z } from "zod";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { answerReply } from "./answer-reply.ts";
import { chatBodySchema, convertChat } from "./chat-request.ts";
import { defineOllamaRoute } from "./ollama-route.ts";
import type { Written } from "./reply-frames.ts";
import { countsShape } from "./reply-counts-schema.ts";

const toolCall = z.object({ function: z.object({ index: z.int(), name: z.string(), arguments: z.looseObject({}) }) });

const chatSchema = z.object({
  ...countsShape,
  message: z.object({
    role: z.literal("assistant"),
    content: z.string(),
    thinking: z.string().optional().describe("What the model thought before it answered."),
    tool_calls: z.array(toolCall).optional(),
  }),
});

export function ollamaChatRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/chat"],
    summary: "Answers a conversation as Ollama does.",
    body: chatBodySchema,
    answer: { kind: "json", schema: chatSchema, alsoStreams: "lines" },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const generate = (body.messages ?? []).length === 0 ? undefined : convertChat(body);
      const { model, keep_alive: keepFor } = body;
      const call = { requestId, signal, model, isStreamed: body.stream !== false, keepFor, shape };
      return await answerReply(generate === undefined ? call : { ...call, generate }, services);
    },
  });
}

function shape({ text = "", thinking, toolCalls }: Written): object {
  return { message: { role: "assistant", content: text, thinking, tool_calls: toolCalls } };
}
