import type { GenerateRequest } from "../core/generate-request.ts";
import type { ReplyEvent } from "../core/reply.ts";
import type { Clocks } from "./clocks.ts";

/** What a route asks of `serving`: one reply, from the first model of the chain that can give it. */
export interface ReplyRequest {
  readonly requestId: string;
  /** The models to try, in this order; the first is the one that was asked for. Not empty. */
  readonly models: readonly string[];
  readonly generate: Omit<GenerateRequest, "id">;
  /**
   * What stands at the end of the chain. `template`: a written reply, so that the stream never ends in an error.
   * `none`: an honest error.
   */
  readonly fallback: "template" | "none";
  /** Clocks that differ from the configured ones. */
  readonly clocks?: Partial<Clocks>;
}

export interface ServingState {
  /** Requests that were let in and have not ended. */
  readonly inFlight: number;
  readonly queued: number;
  readonly draining: boolean;
}

/** From a request to exactly one finished reply. */
export interface Serving {
  /**
   * Answers. Never throws; the stream ends with exactly one terminal event. Leaving the iteration early
   * (`return()`) or aborting `signal` frees everything that the request held.
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  state(): ServingState;
  /**
   * Lets nothing new in, waits for running replies up to `timeoutMs`, then ends the rest with a terminal event.
   * Resolves when no reply is running.
   */
  drain(timeoutMs: number): Promise<void>;
}
