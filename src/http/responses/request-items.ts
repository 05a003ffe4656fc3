/** The items of a request's conversation: those that it names, and those before it. */
import { ReparteeError } from "../../core/errors.ts";
import type { InputItem, RequestItem } from "./input-items.ts";
import type { ResponseServices } from "./response-services.ts";
import type { ResponseRequest } from "./response-request-schema.ts";

type Stored = ResponseServices["stored"];

/** The input as items. @throws ReparteeError for references without a store, or to what is not stored. */
export async function requestItems(
  { input }: Pick<ResponseRequest, "input">,
  stored: Stored,
): Promise<readonly InputItem[]> {
  const items: readonly RequestItem[] =
    typeof input === "string" ? [{ type: "message", role: "user", content: input }] : (input ?? []);
  if (stored !== undefined) return await stored.resolve(items);
  return items.map((item, index) => {
    if (item.type === "item_reference") throw nothingIsStored(`input[${index}]`);
    return item;
  });
}

export async function earlierItems(
  { previous_response_id: previous }: Pick<ResponseRequest, "previous_response_id">,
  stored: Stored,
): Promise<readonly InputItem[]> {
  if (previous == null) return [];
  if (stored === undefined) throw nothingIsStored("previous_response_id");
  return await stored.conversation(previous);
}

function nothingIsStored(param: string): ReparteeError {
  return new ReparteeError("invalid_request", `${param}: expected null, as this server stores no responses`, {
    param,
    hint: "Send the whole conversation in `input`, with `store: false`; or start the server with `store_responses: true`",
  });
}
