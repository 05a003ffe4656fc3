import type { ClassifyRequest, ClassifyResult } from "../core/classify.ts";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
import type { GenerateWith } from "../core/engine.ts";
import type { ReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { ReplyEvent } from "../core/reply.ts";
import type { RerankRequest } from "../core/rerank.ts";
import type { ScoreTextRequest, ScoreTextResult } from "../core/tokens.ts";
import type { RankedDocuments } from "./rank-documents.ts";
import type { Timeouts } from "./timeouts.ts";

/** One reply, from the first model of the chain that can give it. */
export interface ReplyRequest {
  readonly requestId: string;
  /**
   * The models to try, in this order; the first is the requested one. Empty when the server has no model, or none is to
   * be asked.
   */
  readonly models: readonly string[];
  readonly generate: Omit<GenerateRequest, "id">;
  /**
   * The end of the chain. `template`: a written reply, so that the stream never ends in an error. `models`: the server's
   * fallback models, then that template. `none`: an error.
   */
  readonly fallback: "models" | "template" | "none";
  /**
   * The template's whole text: a feature's own instead of the apology. The token limit and stop texts of the request do
   * not apply to it. It must use nothing that can fail.
   */
  readonly writeTemplate?: () => string;
  /** Why no model is to be asked: `models` is then empty, and the template is the reply, with this error as its reason. */
  readonly notAsked?: ReparteeError;
  /**
   * How a loaded model is asked for this reply; `model.generate` when absent. It keeps the contract of that: one terminal
   * event, nothing thrown. What it yields is the reply: it may hold text back, ask several times and compare, or end
   * with `unusable_reply` before anything was shown, so that the next model is tried.
   */
  readonly generateWith?: GenerateWith;
  /** Nobody reads along: a reply that breaks off is dropped, and the next model is tried. */
  readonly isReadWhole?: boolean;
  /** Those that differ from the configured ones. */
  readonly timeouts?: Partial<Timeouts>;
  /** Aborted when the reader has enough: the reply ends there, complete, with `stop`. */
  readonly enough?: AbortSignal;
}

export interface ServingState {
  /** Requests that have a permit. */
  readonly inFlight: number;
  readonly queued: number;
  /** Requests in quarantine. */
  readonly quarantined: number;
  /** Models whose breakers are open. */
  readonly openBreakers: readonly string[];
  readonly draining: boolean;
  /** The end was announced: requests are answered as before, but the next ones should go elsewhere. */
  readonly retiring: boolean;
  /** There is no model yet, and one is being chosen. */
  readonly choosingModel: boolean;
}

/** A request to one model for something other than a reply. */
export interface ModelCall<Request> {
  readonly requestId: string;
  readonly model: string;
  readonly call: Omit<Request, "id">;
  /** From the permit to the answer, loading included; that of a reply when absent. */
  readonly totalTimeoutMs?: number;
}

/** The requests that models can answer. */
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
  /** Ranks documents: by a model made for it, or by the similarity of vectors. @throws ReparteeError as `embed`. */
  rerank(call: ModelCall<RerankRequest>, signal: AbortSignal): Promise<RankedDocuments>;
  /** How likely a model finds each token of a text. @throws ReparteeError as `embed`. */
  scoreText(call: ModelCall<ScoreTextRequest>, signal: AbortSignal): Promise<ScoreTextResult>;
  /** Rates labels by the model's own logits. @throws ReparteeError as `embed`. */
  classify(call: ModelCall<ClassifyRequest>, signal: AbortSignal): Promise<ClassifyResult>;
  /**
   * Requests that belong together, such as a rating and the reply that it is for: when a drain begins after the first,
   * the others are admitted all the same, until the drain's time is over. A hold counts as running until `release`,
   * which must be called. A hold of a hold is admitted as that is.
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
  /** As in `state()`, which counts and asks more than every request should. */
  readonly retiring: boolean;
  /** Announces the end, so that load balancers can send requests elsewhere before it comes. */
  retire(): void;
  /**
   * Admits nothing new, waits for running replies and holds up to `timeoutMs`, then ends the rest with a terminal event.
   * Resolves when no reply is running.
   */
  drain(timeoutMs: number): Promise<void>;
}
