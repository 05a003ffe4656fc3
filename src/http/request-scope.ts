import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
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

/** Gives every request an id that no other running one has. */
export interface RequestIds {
  take(request: IncomingMessage): string;
  giveBack(id: string): void;
}

/**
 * A client may choose the id with `x-request-id`, so that its log and ours agree. One that is not a plain word, or that
 * a running request has already, is replaced: ids name requests to the runner, where two must not meet.
 */
export function createRequestIds(): RequestIds {
  const running = new Set<string>();
  return {
    take(request) {
      const wished = request.headers["x-request-id"];
      const usable = typeof wished === "string" && /^[\w.-]{1,128}$/.test(wished) && !running.has(wished);
      const id = usable ? wished : `req-${randomUUID()}`;
      running.add(id);
      return id;
    },
    giveBack: (id) => void running.delete(id),
  };
}
