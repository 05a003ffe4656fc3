import { z } from "zod";
import type { ModelStatus } from "../../models/pool/model-pool.ts";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { taggedName } from "./find-model.ts";
import { detailsOf, detailsSchema, digestOf } from "./model-details.ts";
import { defineOllamaRoute } from "./ollama-route.ts";

const tagsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      model: z.string(),
      modified_at: z.iso.datetime(),
      size: z.int(),
      digest: z.string().describe("Of the name; tells models apart."),
      details: detailsSchema,
    }),
  ),
});

export function ollamaTagsRoute({ onDemand, pool }: RouteServices): Route {
  return defineOllamaRoute({
    method: "GET",
    paths: ["/api/tags"],
    summary: "Lists the models as Ollama does.",
    answer: { kind: "json", schema: tagsSchema },
    async handle() {
      const models = [...pool.list(), ...(await onDemand.listDownloaded())];
      return { kind: "json", body: { models: models.map(toTag) } };
    },
  });
}

function toTag(status: ModelStatus): z.infer<typeof tagsSchema>["models"][number] {
  const name = taggedName(status.name);
  return {
    name,
    model: name,
    modified_at: new Date(status.createdSeconds * 1000).toISOString(),
    size: status.info?.sizeBytes ?? status.sizeBytes ?? 0,
    digest: digestOf(status.name),
    details: detailsOf(status),
  };
}
