import type { VoiceEvent } from "../voice-event.ts";

/**
 * listening: nobody speaks · hearing: the user speaks · thinking: the reply is not heard yet · speaking: it sounds ·
 * interrupted: the user speaks into it, and it is not clear yet whether these are words
 */
export type SessionState = "listening" | "hearing" | "thinking" | "speaking" | "interrupted";

/** What a talking session reports, in order. Events of a turn are those of a single recording. */
export type SessionEvent =
  | VoiceEvent
  | { readonly type: "session.state"; readonly state: SessionState }
  /** Milliseconds of the microphone's sound since the session began. */
  | { readonly type: "speech.started"; readonly atMs: number }
  | { readonly type: "speech.stopped"; readonly atMs: number }
  /** Stop the sound now; nothing more comes until it goes on or is interrupted. */
  | { readonly type: "reply.paused"; readonly turnId: string; readonly heardMs: number }
  /** There were no words: the sound from `fromMs` on comes again. */
  | { readonly type: "reply.resumed"; readonly turnId: string; readonly fromMs: number }
  /** The reply is over; history keeps `heardText`. */
  | {
      readonly type: "reply.interrupted";
      readonly turnId: string;
      readonly heardText: string;
      readonly heardMs: number;
    }
  /** The request was wrong: the turn has no reply. */
  | { readonly type: "turn.failed"; readonly turnId: string; readonly code: string; readonly message: string };
