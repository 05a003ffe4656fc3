import { defaultUtteranceTimes, type UtteranceTimes } from "../hear/utterance-detector.ts";
import type { TurnRequest } from "../turn/voice-options.ts";

/** How a session listens and answers; each may change between two turns. */
export interface SessionSettings {
  /** Of every turn; read when a turn begins. */
  readonly request: () => TurnRequest;
  /** Null: utterances end by `commit` only, and replies begin by `respond` only. */
  readonly detection: TurnDetection | null;
  /** Whether utterances are read while they grow, where the recognizer is quick enough. */
  readonly partials: boolean;
}

/** What happens by itself when somebody speaks. */
export interface TurnDetection {
  readonly times: UtteranceTimes;
  /** False: an utterance is written down, and answered by `respond`. */
  readonly answers: boolean;
  /** False: speech into a reply does not stop it, and waits for the next answer. */
  readonly interrupts: boolean;
}

export const defaultTurnDetection: TurnDetection = { times: defaultUtteranceTimes, answers: true, interrupts: true };
