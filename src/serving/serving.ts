import type { ClassifyRequest, ClassifyResult } from "../core/classify.ts";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
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
  /**
   * What the template says, as a whole: a feature's own words instead of the apology. Its token limit and stop texts
   * are not the model's. It must touch nothing that can fail.
   */
  readonly writeTemplate?: () => string;
  /** Clocks that differ from the configured ones. */
  readonly clocks?: Partial<Clocks>;
  /** Aborted when the reader has all it wants: the reply ends there, whole, with `stop`. */
  readonly enough?: AbortSignal;
}

export interface ServingState {
  /** Requests that were let in and have not ended. */
  readonly inFlight: number;
  readonly queued: number;
  readonly draining: boolean;
  /** There is no model yet, and one is being chosen. Absent: no. */
  readonly choosingModel?: boolean;
}

/** What is asked of one model besides a reply. */
export interface ModelCall<Request> {
  readonly requestId: string;
  readonly model: string;
  readonly call: Omit<Request, "id">;
  /** Longest time from being let in to the answer, loading included; that of a reply when absent. */
  readonly totalMs?: number;
}

/** What models can be asked for. */
export interface ModelRequests {
  /**
   * Answers. Never throws; the stream ends with exactly one terminal event. Leaving the iteration early
   * (`return()`) or aborting `signal` frees everything that the request held.
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /**
   * Turns texts into vectors.
   * @throws ReparteeError `unsupported_by_model`, `model_not_found`, `queue_full`, `queue_timeout`, `model_loading`,
   * `total_timeout`, `cancelled`, `draining`, and all of loading.
   */
  embed(call: ModelCall<EmbedRequest>, signal: AbortSignal): Promise<EmbedResult>;
  /** Rates labels by the model's own logits. @throws ReparteeError as `embed`. */
  classify(call: ModelCall<ClassifyRequest>, signal: AbortSignal): Promise<ClassifyResult>;
  /**
   * Requests that belong together, such as a rating and the reply that it is for: when a drain begins after the first,
   * the others are let in all the same, until the drain's time is over. It counts as running until `release`, which
   * must be called. A hold of a hold is let in as that is.
   */
  hold(): Hold;
}

export interface Hold extends ModelRequests {
  /** Ends it. Safe to call twice. */
  release(): void;
}

/** From a request to exactly one finished reply. */
export interface Serving extends ModelRequests {
  state(): ServingState;
  /**
   * Lets nothing new in, waits for running replies and holds up to `timeoutMs`, then ends the rest with a terminal event.
   * Resolves when no reply is running.
   */
  drain(timeoutMs: number): Promise<void>;
}
