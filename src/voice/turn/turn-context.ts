import type { Language } from "../../core/language.ts";
import type { Understood } from "../hear/understand.ts";
import type { VoiceEventBody } from "../voice-event.ts";
import type { TurnStages } from "./turn-stages.ts";
import type { TurnRequest } from "./voice-options.ts";

/** What a turn is made of. */
export interface TurnInput {
  readonly turnId: string;
  /** What the recognizer makes of the speech; may have begun before its end. */
  readonly understood: Promise<Understood>;
  /** Length of the speech in samples of 16 kHz. */
  readonly samples: number;
  /** When the speech ended, on the clock of the options. */
  readonly endedAtMs: number;
  /** The language of the turn until the speech tells another one. */
  readonly likely: Language;
  readonly request: TurnRequest;
  /** What was said before and not answered: it is answered with it. */
  readonly before?: Promise<Understood>;
  /** What the user said was reported before. */
  readonly isAnnounced?: boolean;
  /** False: the user is heard and not answered. */
  readonly answers?: boolean;
}

/** What the steps of a turn share. */
export interface TurnContext {
  readonly emit: (event: VoiceEventBody) => void;
  readonly signal: AbortSignal;
  readonly stages: TurnStages;
}
