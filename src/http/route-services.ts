import type { SmollmChat } from "../chat/smollm/index.ts";
import type { TasteChat } from "../chat/taste/index.ts";
import type { PersonaStore } from "../chat/persona/persona-store.ts";
import type { Responder } from "../chat/respond/create-responder.ts";
import type { GenerateWith } from "../core/engine.ts";
import type { Clock } from "../core/clock.ts";
import type { SpeechLibrary } from "../core/speech/speech-library.ts";
import type { Stores } from "../core/stores.ts";
import type { LocalModels } from "../models/local/local-models.ts";
import type { OnDemandModels } from "../models/pool/on-demand.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";
import type { Voice } from "../voice/voice.ts";

/** The parts of the program that routes call. */
export interface RouteServices {
  readonly serving: Serving;
  readonly pool: ModelPool;
  readonly onDemand: OnDemandModels;
  readonly library: LocalModels;
  /** Absent: there are no speech models here. */
  readonly speechLibrary?: SpeechLibrary;
  readonly stores: Stores;
  readonly metrics: MetricsSource;
  readonly clock: Clock;
  readonly version: string;
  /** The model of requests that name none. */
  readonly defaultModel: () => string | undefined;
  /** What OpenAI-compatible routes do when no model can answer and the request does not say. */
  readonly openaiFallback: "template" | "none";
  /** Whether responses of the Responses API can be stored. */
  readonly storeResponses: boolean;
  /** Whether Ollama's API is served. */
  readonly ollamaApi: boolean;
  /** How OpenAI-compatible routes ask models. Absent: as they are. */
  readonly openaiGate?: GenerateWith;
  readonly commitDeadlineMs: number;
  /** Absent: its routes are off; the same holds for those below. */
  readonly tasteChat?: TasteChat;
  readonly smollm?: SmollmChat;
  /** Of the smollm routes' paths; `/` for none. */
  readonly smollmPrefix: string;
  readonly chat?: ChatServices;
  readonly recommender?: Recommender;
  readonly voice?: () => Voice;
}

/** Personas, and who answers as them. */
export interface ChatServices {
  readonly responder: Responder;
  readonly personas: PersonaStore;
  /** The name of who answers requests that name no persona. */
  readonly defaultPersona: string;
}

export interface MetricsSource {
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}
