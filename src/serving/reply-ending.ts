import { cancelledError } from "../core/abort.ts";
import type { ReparteeError } from "../core/errors.ts";

/**
 * What can end a whole reply from outside. There are two kinds: the reader went away, and nothing more is wanted; or
 * the time is up, and what is still possible without a model is given.
 */
export interface ReplyEnding {
  /** Aborted when the reader went away. */
  readonly left: AbortSignal;
  /** Aborted when no model may work on the reply any more, `left` included. The reason is a `ReparteeError`. */
  readonly stop: AbortSignal;
  leave(): void;
  end(error: ReparteeError): void;
  /** Stops listening to the caller's signal. */
  dispose(): void;
}

/** `enough` ends the work as the reader's leaving does; only what the reply is then called differs. */
export function createReplyEnding(caller: AbortSignal, enough?: AbortSignal): ReplyEnding {
  const left = new AbortController();
  const stop = new AbortController();

  function leave(): void {
    const error = cancelledError(caller, "answer");
    left.abort(error);
    stop.abort(error);
  }

  if (caller.aborted || enough?.aborted === true) leave();
  caller.addEventListener("abort", leave, { once: true });
  enough?.addEventListener("abort", leave, { once: true });

  return {
    left: left.signal,
    stop: stop.signal,
    leave,
    end: (error) => stop.abort(error),
    dispose: () => {
      caller.removeEventListener("abort", leave);
      enough?.removeEventListener("abort", leave);
    },
  };
}
