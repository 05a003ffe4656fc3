import { z } from "zod";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { toUserDataItem, userDataSchema } from "./stored-items.ts";

export function exportUserDataRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/users/{user_id}/data"],
    tag: "native",
    summary: "Everything that is stored of a user.",
    answer: { kind: "json", schema: userDataSchema },
    errors: [503],
    async handle({ param }) {
      return { kind: "json", body: toUserDataItem(await stores.users.export(param("user_id"))) };
    },
  });
}

const deletedSchema = z.object({
  user_id: z.string(),
  deleted: z.object({ conversations: z.int(), messages: z.int(), preferences: z.int(), responses: z.int() }),
});

export function deleteUserDataRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/api/users/{user_id}/data"],
    tag: "native",
    summary: "Deletes everything that is stored of a user.",
    answer: { kind: "json", schema: deletedSchema },
    errors: [503],
    async handle({ param }) {
      const userId = param("user_id");
      return { kind: "json", body: { user_id: userId, deleted: await stores.users.remove(userId) } };
    },
  });
}
