import type { KeyedReplyStore } from "../../core/stores.ts";
import { findKeyedReply } from "../tables/keyed-replies.ts";
import type { ReadDatabase } from "./read-database.ts";
import type { TurnLeases } from "./turn-leases.ts";
import type { WriteQueue } from "./write-queue.ts";

/** Answers to requests with an idempotency key; one that is still pending is found as well. */
export function createKeyedReplyStore(
  queue: Pick<WriteQueue, "pending" | "write">,
  read: ReadDatabase,
  leases: Pick<TurnLeases, "acquire">,
): KeyedReplyStore {
  return {
    put: (value) => queue.write({ kind: "keyed-reply", value }),
    async find(id) {
      const waiting = queue.pending.writes().findLast((write) => write.kind === "keyed-reply" && write.value.id === id);
      if (waiting?.kind === "keyed-reply") return waiting.value;
      return await read("find the reply", ({ query }) => findKeyedReply(query, id));
    },
    // No conversation has a slash in its id.
    acquire: (id, signal) => leases.acquire(`keyed-reply/${id}`, signal),
  };
}
