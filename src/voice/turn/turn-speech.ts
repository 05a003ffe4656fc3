import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Language } from "../../core/language.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { SpokenClause } from "../say/spoken-clause.ts";
import type { TurnContext } from "./turn-context.ts";
import type { VoiceOptions } from "./voice-options.ts";

/** The sound of one reply: clauses become audio one after the other, in their order. */
export interface TurnSpeech {
  /** Takes a clause; returns at once. */
  say(chunk: number, text: string): void;
  /** The same with sound that is made already. */
  play(chunk: number, clause: SpokenClause): void;
  /** Resolves when everything sounds that will. */
  end(): Promise<{ readonly durationMs: number; readonly reason?: string }>;
}

export interface TurnVoice {
  readonly language: Language;
  readonly voice: string | undefined;
  readonly speed: number | undefined;
  /** False: nothing is spoken. */
  readonly speaks: boolean;
}

export function createTurnSpeech(
  { language, voice, speed, speaks }: TurnVoice,
  turnId: string,
  options: VoiceOptions,
  { emit, signal, stages }: TurnContext,
): TurnSpeech {
  const { cannedAudio, clock, log, speakers, timeouts } = options;
  const speaker = speakers.open({
    language,
    ...(voice === undefined ? {} : { voice }),
    ...(speed === undefined ? {} : { speed }),
  });
  let turn: Promise<void> = Promise.resolve();
  let durationMs = 0;
  let reason: string | undefined;

  function sound(chunk: number, clause: SpokenClause): void {
    if (signal.aborted) return;
    stages.reach("firstAudio");
    emit({ type: "reply.audio", chunk, offsetMs: durationMs, ...clause });
    durationMs += clause.durationMs;
  }

  async function sayClause(chunk: number, text: string): Promise<void> {
    if (reason !== undefined || signal.aborted) return;
    const late = new AbortController();
    try {
      const saying = speaker.say(text, AbortSignal.any([signal, late.signal]));
      const clause = await withTimeout(saying, {
        clock,
        timeoutMs: timeouts.speakMs,
        onTimeout() {
          late.abort();
          throw new ReparteeError("total_timeout", `Cannot speak: it took longer than ${timeouts.speakMs} ms`);
        },
      });
      if (clause !== undefined) sound(chunk, clause);
    } catch (thrown) {
      const error = toReparteeError(thrown, "generation_failed");
      if (signal.aborted) return;
      reason = error.code;
      log.warn({ turnId, code: error.code, error: error.message }, "reply could not be spoken");
      emit({ type: "error", stage: "speak", code: error.code, message: error.message });
      // Only where nothing was heard yet: a second voice in the middle of a reply would frighten.
      const lost = durationMs === 0 ? cannedAudio.get("voice_lost", language) : undefined;
      if (lost !== undefined) sound(chunk, lost);
    }
  }

  return {
    say(chunk, text) {
      stages.reach("firstChunk");
      if (speaks) turn = turn.then(() => sayClause(chunk, text));
    },
    play(chunk, clause) {
      stages.reach("firstChunk");
      if (speaks) turn = turn.then(() => sound(chunk, clause));
    },
    async end() {
      await turn;
      return reason === undefined ? { durationMs } : { durationMs, reason };
    },
  };
}
