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
  /** `turnId` of the turn that it becomes, if there are words in it; milliseconds of sound since the session began. */
  | { readonly type: "speech.started"; readonly turnId: string; readonly atMs: number }
  | { readonly type: "speech.stopped"; readonly turnId: string; readonly atMs: number }
  /** Stop the sound now; nothing more comes until it goes on or is interrupted. */
  | { readonly type: "reply.paused"; readonly turnId: string; readonly heardMs: number }
  /** There were no words: the sound from `fromMs` on comes again, and what ended the reply as well. */
  | { readonly type: "reply.resumed"; readonly turnId: string; readonly fromMs: number; readonly heardText: string }
  /** The reply is over; history keeps `heardText`. */
  | ({ readonly type: "reply.interrupted"; readonly turnId: string } & HeardPart)
  /** The request was wrong: the turn has no reply. */
  | { readonly type: "turn.failed"; readonly turnId: string; readonly code: string; readonly message: string }
  /** Sound of the microphone could not be looked at, and counts as silence. */
  | { readonly type: "input.failed"; readonly code: string; readonly message: string };

/** What a listener heard of a reply. */
export interface HeardPart {
  readonly heardText: string;
  readonly heardMs: number;
}
