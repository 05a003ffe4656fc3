import { z } from "zod";
import { removeModel } from "../../../models/pool/remove-model.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

const deletedSchema = z.object({ name: z.string(), deleted: z.literal(true), freed_bytes: z.int().min(0) });

/** Deletes what was downloaded of a model, whole or in part. */
export function deleteModelRoute({ library, onDemand, pool, speechLibrary }: RouteServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/models/{name}"],
    tag: "native",
    summary: "Deletes a model's downloaded file.",
    answer: { kind: "json", schema: deletedSchema },
    errors: [404, 409],
    async handle({ param }) {
      const speech = speechLibrary?.find(param("name"));
      if (speech?.isInstalled === true) {
        await speechLibrary?.remove(speech.name);
        // Downloaded files that others may use stay.
        return { kind: "json", body: { name: speech.name, deleted: true, freed_bytes: 0 } };
      }
      const { name, freedBytes } = await removeModel(param("name"), { local: library, onDemand, pool });
      return { kind: "json", body: { name, deleted: true, freed_bytes: freedBytes } };
    },
  });
}
