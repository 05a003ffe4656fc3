import { z } from "zod";
import { shortenVectors } from "../openai/shorten-vectors.ts";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { findModel } from "./find-model.ts";
import { keepAliveField } from "./keep-alive.ts";
import { defineOllamaRoute } from "./ollama-route.ts";
import { optionsSchema } from "./ollama-options.ts";
import { modelField } from "./reply-fields.ts";

const shared = { model: modelField, keep_alive: keepAliveField, options: optionsSchema };

const embedBody = z.object({
  ...shared,
  input: z.union([z.string(), z.array(z.string()).max(2048)], { error: "a string or an array of strings" }),
  truncate: z.boolean().nullish().describe("Accepted: nothing is cut off, a long text is embedded in parts."),
  dimensions: z.int().min(1).max(65_536).nullish(),
});

const embedSchema = z.object({
  model: z.string(),
  embeddings: z.array(z.array(z.number())),
  total_duration: z.int(),
  load_duration: z.int(),
  prompt_eval_count: z.int(),
});

export function ollamaEmbedRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/embed"],
    summary: "Turns texts into vectors as Ollama does.",
    body: embedBody,
    answer: { kind: "json", schema: embedSchema },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const { clock, pool, serving } = services;
      const startedMs = clock.now();
      const name = await findModel(body.model, services);
      if (body.keep_alive != null) pool.keepFor(name, body.keep_alive);
      const texts = (typeof body.input === "string" ? [body.input] : body.input).filter((text) => text !== "");
      const { vectors, usage } = await serving.embed({ requestId, model: name, call: { texts } }, signal);
      const shortened = body.dimensions == null ? vectors : shortenVectors(vectors, body.dimensions, name);
      return {
        kind: "json",
        body: {
          model: body.model,
          embeddings: shortened.map((vector) => [...vector]),
          total_duration: Math.round((clock.now() - startedMs) * 1e6),
          load_duration: 0,
          prompt_eval_count: usage.promptTokens,
        },
      };
    },
  });
}

const embeddingsBody = z.object({ ...shared, prompt: z.string() });

/** The older route: one text, one vector. */
export function ollamaEmbeddingsRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/embeddings"],
    summary: "Turns a text into a vector as Ollama's older route does.",
    body: embeddingsBody,
    answer: { kind: "json", schema: z.object({ embedding: z.array(z.number()) }) },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const { pool, serving } = services;
      const name = await findModel(body.model, services);
      if (body.keep_alive != null) pool.keepFor(name, body.keep_alive);
      const texts = body.prompt === "" ? [] : [body.prompt];
      const { vectors } = await serving.embed({ requestId, model: name, call: { texts } }, signal);
      return { kind: "json", body: { embedding: [...(vectors[0] ?? [])] } };
    },
  });
}
