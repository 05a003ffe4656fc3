import { z } from "zod";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { answerReply } from "./answer-reply.ts";
import { convertGenerate, generateBodySchema } from "./generate-request.ts";
import { defineOllamaRoute } from "./ollama-route.ts";
import { countsShape } from "./reply-counts-schema.ts";
import type { Written } from "./reply-frames.ts";

const generateSchema = z.object({ ...countsShape, response: z.string(), thinking: z.string().optional() });

export function ollamaGenerateRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/generate"],
    summary: "Answers a prompt as Ollama does.",
    body: generateBodySchema,
    answer: { kind: "json", schema: generateSchema, alsoStreams: "lines" },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const { model, keep_alive: keepFor } = body;
      const call = { requestId, signal, model, isStreamed: body.stream !== false, keepFor, shape };
      const generate = (body.prompt ?? "") === "" ? undefined : convertGenerate(body);
      return await answerReply(generate === undefined ? call : { ...call, generate }, services);
    },
  });
}

function shape({ text = "", thinking }: Written): object {
  return { response: text, thinking };
}
