import type { Clock } from "../core/clock.ts";
import type { ModelLibrary } from "../models/library/model-library.ts";
import type { ModelPool } from "../models/model-pool.ts";
import type { Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";

/** The parts of the program that routes call. */
export interface RouteServices {
  readonly serving: Serving;
  readonly pool: ModelPool;
  readonly library: ModelLibrary;
  readonly metrics: MetricsSource;
  readonly clock: Clock;
  readonly version: string;
  /** Answers requests that name no model. */
  readonly defaultModel: string | undefined;
  /** What OpenAI-compatible routes do when no model can answer and the request does not say. */
  readonly openaiFallback: "template" | "none";
  readonly commitDeadlineMs: number;
  /** Absent where nothing is recommended: its routes are absent too. */
  readonly recommender?: Recommender;
}

/** Whatever can write its figures as text. */
export interface MetricsSource {
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}
