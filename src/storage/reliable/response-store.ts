import type { ResponseStore } from "../../core/stores.ts";
import { deleteResponse, findResponse } from "../tables/responses.ts";
import type { ReadDatabase } from "./read-database.ts";
import type { WriteQueue } from "./write-queue.ts";

/** What was answered through the Responses API; a response that is still pending is found as well. */
export function createResponseStore(
  queue: Pick<WriteQueue, "pending" | "run" | "write">,
  read: ReadDatabase,
): ResponseStore {
  return {
    put: (value) => queue.write({ kind: "response", value }),
    async find(id) {
      const waiting = queue.pending.writes().findLast((write) => write.kind === "response" && write.value.id === id);
      if (waiting?.kind === "response") return waiting.value;
      return await read("find the response", ({ query }) => findResponse(query, id));
    },
    remove: (id) => queue.run("remove the response", ({ query }) => deleteResponse(query, id)),
  };
}
