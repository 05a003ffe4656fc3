import { z } from "zod";
import { ReparteeError } from "../../../core/errors.ts";
import type { ModelPool } from "../../../models/pool/model-pool.ts";
import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

const deletedSchema = z.object({ name: z.string(), deleted: z.literal(true), freed_bytes: z.int().min(0) });

/** Deletes what was downloaded of a model, whole or in part. */
export function deleteModelRoute({ library, pool }: RouteServices): Route {
  return {
    method: "DELETE",
    paths: ["/models/{name}"],
    tag: "native",
    summary: "Deletes a model's downloaded file.",
    answer: { kind: "json", schema: deletedSchema },
    errors: [404, 409],
    async handle({ param }) {
      const name = param("name");
      refuseInUse(pool, name);
      const { downloadedBytes = 0, path } = await library.describe(name);
      const [reader] = path === undefined ? [] : await pool.readersOf(path);
      if (reader !== undefined) refuseInUse(pool, reader, name);
      if (!(await library.remove(name))) {
        throw new ReparteeError("model_not_found", `Cannot delete "${name}": nothing of it was downloaded`, {
          hint: "GET /v1/models lists the models of this server; files outside of its model folder are never deleted.",
        });
      }
      return { kind: "json", body: { name, deleted: true, freed_bytes: downloadedBytes } };
    },
  };
}

/** A model that is in memory, or on its way there, reads its file. */
function refuseInUse(pool: ModelPool, reader: string, name: string = reader): void {
  const state = pool.status(reader)?.state ?? "unloaded";
  if (state === "unloaded" || state === "failed") return;
  const which = reader === name ? "it" : `model "${reader}", which reads the same file,`;
  throw new ReparteeError("model_in_use", `Cannot delete "${name}": ${which} is in state "${state}"`, {
    hint: `Take it out of memory first: DELETE /models/${reader}/unload`,
    facts: { state },
  });
}
