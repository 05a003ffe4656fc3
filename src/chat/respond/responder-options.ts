import type { Clock } from "../../core/clock.ts";
import type { EmotionReader } from "../../core/emotion.ts";
import type { LanguageIdentifier } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import type { ConversationStore } from "../../core/stores.ts";
import type { Serving } from "../../serving/serving.ts";
import type { PersonaStore } from "../persona/persona-store.ts";
import type { UnusableReason } from "../judge/verdict.ts";
import type { ModelView } from "../prompt/fit-prompt.ts";

/** The responder's dependencies and settings. */
export interface ResponderOptions {
  readonly serving: Serving;
  readonly personas: PersonaStore;
  readonly conversations: ConversationStore;
  readonly emotions: EmotionReader;
  readonly languages: LanguageIdentifier;
  /** Absent: every model is taken to be ready, with an unlimited context window. */
  readonly models?: ModelView;
  /** Answers requests that name no model; read at each request. */
  readonly defaultModel: () => string | undefined;
  /** Models that answer where the requested one has nothing to show; read at each reply. Absent: none. */
  readonly others?: () => readonly string[];
  /** Answers requests that name no persona. */
  readonly defaultPersona: string;
  /** False: what models write is shown as it is. Absent: true. */
  readonly replyGate?: boolean;
  /** A reply was not shown, for one of the reasons of docs/personas.md. */
  readonly onRejected?: (model: string, reason: UnusableReason) => void;
  /** Messages of the conversation that the model sees. */
  readonly historyMessages: number;
  readonly log: Log;
  readonly clock: Clock;
  /** Milliseconds since 1970; the system's when absent. */
  readonly wallClock?: () => number;
  /** Numbers in [0, 1) that canned lines are chosen by; `Math.random` when absent. */
  readonly random?: () => number;
}
