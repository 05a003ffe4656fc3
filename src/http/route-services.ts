import type { SmollmChat } from "../chat/smollm/index.ts";
import type { TasteChat } from "../chat/taste/index.ts";
import type { PersonaStore } from "../chat/persona/persona-store.ts";
import type { Responder } from "../chat/respond/create-responder.ts";
import type { Clock } from "../core/clock.ts";
import type { Stores } from "../core/stores.ts";
import type { LocalModels } from "../models/local/local-models.ts";
import type { OnDemandModels } from "../models/pool/on-demand.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";

/** The parts of the program that routes call. */
export interface RouteServices {
  readonly serving: Serving;
  readonly pool: ModelPool;
  readonly onDemand: OnDemandModels;
  readonly library: LocalModels;
  readonly stores: Stores;
  readonly metrics: MetricsSource;
  readonly clock: Clock;
  readonly version: string;
  /** Answers requests that name no model. */
  readonly defaultModel: string | undefined;
  /** What OpenAI-compatible routes do when no model can answer and the request does not say. */
  readonly openaiFallback: "template" | "none";
  readonly commitDeadlineMs: number;
  /** Absent: turned off, and so are its routes. The same holds for the next. */
  readonly tasteChat?: TasteChat | undefined;
  readonly smollm?: SmollmChat | undefined;
  /** What the smollm routes begin with; `/` is nothing. */
  readonly smollmPrefix: string;
  /** Absent: nobody is there to answer, and the routes are left out. */
  readonly chat?: ChatServices | undefined;
  /** Absent where nothing is recommended: its routes are absent too. */
  readonly recommender?: Recommender | undefined;
}

/** Personas, and who answers as them. */
export interface ChatServices {
  readonly responder: Responder;
  readonly personas: PersonaStore;
}

/** Whatever can write its figures as text. */
export interface MetricsSource {
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}
