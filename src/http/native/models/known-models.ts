import { z } from "zod";
import { ReparteeError } from "../../../core/errors.ts";
import type { LocalModels } from "../../../models/local/local-models.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { libraryItemSchema, toLibraryItem } from "./library-item.ts";
import { speechItemSchema, toSpeechItem } from "./speech-item.ts";

const knownModelsSchema = z.object({
  models: z.array(libraryItemSchema),
  suggested: z
    .object({ name: z.string(), reason: z.string() })
    .nullable()
    .describe("The best for this machine, and what leads there; null when none fits."),
  speech: z.array(speechItemSchema).describe("Recognizers, voices and voice detectors that can be had by name."),
  memory: z.object({ total_bytes: z.int(), free_bytes: z.int() }),
});

/** What `repartee list` shows. */
export function knownModelsRoute({ library, speechLibrary }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/models"],
    tag: "native",
    summary: "Lists the models that can be had by name, and whether they fit this machine.",
    answer: { kind: "json", schema: knownModelsSchema },
    async handle() {
      const [models, suggested, { memory }] = await Promise.all([
        library.list(),
        suggestion(library),
        library.hardware(),
      ]);
      return {
        kind: "json",
        body: {
          models: models.map(toLibraryItem),
          suggested,
          speech: speechLibrary?.list().map(toSpeechItem) ?? [],
          memory: { total_bytes: memory.totalBytes, free_bytes: memory.freeBytes },
        },
      };
    },
  });
}

async function suggestion(library: LocalModels): Promise<z.infer<typeof knownModelsSchema>["suggested"]> {
  try {
    const { entry, reason } = await library.choose();
    return { name: entry.name, reason };
  } catch (error) {
    if (error instanceof ReparteeError && error.code === "model_not_found") return null;
    throw error;
  }
}
