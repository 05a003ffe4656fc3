import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { embeddingRequestSchema } from "./embedding-request-schema.ts";
import { embeddingListSchema, mapEmbeddings } from "./map-embeddings.ts";
import { shortenVectors } from "./shorten-vectors.ts";

/** No template can write vectors: there is no fallback, whatever the settings say. */
export function embeddingsRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/embeddings", "/embeddings"],
    tag: "openai",
    summary: "Turns texts into vectors.",
    body: embeddingRequestSchema,
    answer: { kind: "json", schema: embeddingListSchema },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const { serving } = services;
      // Without any model the name does not matter: `serving` says that there is none.
      const { models } = await chooseModels({ model: body.model }, { ...services, openaiFallback: "none" });
      const [model = ""] = models;
      const texts = typeof body.input === "string" ? [body.input] : body.input;
      const { vectors, usage } = await serving.embed({ requestId, model, call: { texts } }, signal);
      const shortened = body.dimensions == null ? vectors : shortenVectors(vectors, body.dimensions, model);
      const encoding = body.encoding_format ?? "float";
      return { kind: "json", body: mapEmbeddings({ model, vectors: shortened, usage, encoding }) };
    },
  });
}
