import type { ScheduledCall } from "../../../core/clock.ts";
import type { ReparteeError } from "../../../core/errors.ts";
import { abortError } from "../../../core/until-aborted.ts";
import type { Claim, ClaimOwner } from "./memory-ledger.ts";

export interface RoomRequest extends ClaimOwner {
  readonly ticket: number;
  readonly bytes: number | Promise<number>;
  /** Whether somebody waits for the model. */
  readonly wanted: () => boolean;
  readonly signal: AbortSignal;
}

/** A load that waits for memory. */
export interface Waiting {
  readonly request: RoomRequest;
  /** Undefined while it is being estimated. */
  bytes: number | undefined;
  /** Set from the first time that it had to wait for somebody; `over` when that was long enough. */
  holdBack: ScheduledCall | "over" | undefined;
  /** Takes it out of the queue. */
  settle(result: Claim | undefined | ReparteeError): void;
}

/** In the order of the requests' tickets. */
export interface WaitingQueue {
  first(): Waiting | undefined;
  has(waiting: Waiting): boolean;
  /** Undefined when the request was aborted before: it is settled then. */
  join(request: RoomRequest, onSettled: (result: Claim | undefined | ReparteeError) => void): Waiting | undefined;
}

/** @param onLeft Called when a request left because it was aborted. */
export function createWaitingQueue(onLeft: () => void): WaitingQueue {
  const queue: Waiting[] = [];
  return {
    first: () => queue[0],
    has: (waiting) => queue.includes(waiting),
    join(request, onSettled) {
      const { signal, model, ticket } = request;
      const waiting: Waiting = {
        request,
        bytes: undefined,
        holdBack: undefined,
        settle(result) {
          queue.splice(queue.indexOf(waiting), 1);
          if (typeof waiting.holdBack === "object") waiting.holdBack.cancel();
          signal.removeEventListener("abort", onAbort);
          onSettled(result);
        },
      };
      const onAbort = (): void => {
        waiting.settle(abortError(signal, `load model "${model}"`));
        onLeft();
      };
      if (signal.aborted) {
        onSettled(abortError(signal, `load model "${model}"`));
        return undefined;
      }
      signal.addEventListener("abort", onAbort, { once: true });
      const place = queue.findIndex((other) => other.request.ticket > ticket);
      queue.splice(place === -1 ? queue.length : place, 0, waiting);
      return waiting;
    },
  };
}
