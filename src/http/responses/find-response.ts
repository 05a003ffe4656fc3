import { ReparteeError } from "../../core/errors.ts";
import type { ResponseServices } from "./response-services.ts";
import type { ResponseRecord } from "./stored-responses.ts";

/**
 * A response that is running or stored.
 * @throws ReparteeError `not_found`, `storage_unavailable`.
 */
export async function findResponse(id: string, { running, stored }: ResponseServices): Promise<ResponseRecord> {
  const record = running.find(id);
  if (record !== undefined) return record;
  if (stored !== undefined) return await stored.get(id);
  throw new ReparteeError("not_found", `Cannot find the response: this server stores none`, {
    hint: "Start the server with `store_responses: true`",
  });
}
