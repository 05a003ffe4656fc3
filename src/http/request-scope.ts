import type { ServerResponse } from "node:http";
import { ReparteeError } from "../core/errors.ts";

/** What lives exactly as long as one request and its answer. */
export interface RequestScope {
  /** Aborted when the connection closes before the answer is complete. */
  readonly signal: AbortSignal;
}

/** Opens the scope; `onClosed` is called once, when the answer was sent or the client left before. */
export function openRequestScope(response: ServerResponse, onClosed: (aborted: boolean) => void): RequestScope {
  const controller = new AbortController();
  response.once("close", () => {
    const aborted = !response.writableFinished;
    if (aborted) controller.abort(new ReparteeError("cancelled", "The client closed its connection"));
    onClosed(aborted);
  });
  return { signal: controller.signal };
}
