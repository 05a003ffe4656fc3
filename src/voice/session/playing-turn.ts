/** One turn of a session from its start until its sound is over: what was given out, what was heard of it. */
import { toReparteeError } from "../../core/errors.ts";
import type { ScheduledCall } from "../../core/clock.ts";
import { runTurn, type TurnInput } from "../turn/run-turn.ts";
import type { VoiceOptions } from "../turn/voice-options.ts";
import { voiceSampleRate, type ReplyAudio, type ReplyDone, type VoiceEvent } from "../voice-event.ts";
import { heardText, type PlayedClause } from "./heard-text.ts";
import { keepHeard } from "./keep-heard.ts";
import type { SessionEvent } from "./session-event.ts";

export interface PlayingTurn {
  readonly turnId: string;
  /** Whether sound was given out. */
  readonly isAudible: boolean;
  /** Holds back what comes, until `resume` or `interrupt`. Returns what was heard by now. */
  pause(): number;
  /** Goes on with the sound that was not heard. */
  resume(): void;
  /**
   * Ends it for good and corrects the history; `heardMs` is the listener's own figure, where there is one. Resolves when
   * the next turn may begin.
   */
  interrupt(heardMs?: number): Promise<void>;
  /** Resolves when its sound is over, or it is interrupted. */
  readonly ended: Promise<void>;
}

export interface PlayingTurnHooks {
  readonly emit: (event: SessionEvent) => void;
  /** The first sound is given out. */
  readonly onAudible: () => void;
}

export function startPlayingTurn(input: TurnInput, options: VoiceOptions, hooks: PlayingTurnHooks): PlayingTurn {
  const { clock, conversations, log } = options;
  const { turnId } = input;
  const controller = new AbortController();
  const clauses: PlayedClause[] = [];
  const texts = new Map<number, string>();
  const sounds: ReplyAudio[] = [];
  let held: VoiceEvent[] | undefined;
  let done: ReplyDone | undefined;
  let silence: ScheduledCall | undefined;
  /** When the sound began, were it never paused. */
  let soundStartMs: number | undefined;
  let pausedAtMs: number | undefined;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));

  function audioMs(): number {
    return clauses.reduce((sum, { durationMs }) => sum + durationMs, 0);
  }

  /** As if the listener plays each sound as soon as it comes, one after the other. */
  function heardMs(): number {
    if (soundStartMs === undefined) return 0;
    return Math.max(0, Math.min(audioMs(), (pausedAtMs ?? clock.now()) - soundStartMs));
  }

  function give(event: VoiceEvent): void {
    if (event.type === "reply.text") texts.set(event.chunk, event.text);
    if (event.type === "reply.audio") {
      // A gap in the sound: what was heard cannot be more than what was there.
      const playedMs = soundStartMs === undefined ? 0 : clock.now() - soundStartMs;
      if (soundStartMs === undefined || playedMs > audioMs()) soundStartMs = clock.now() - audioMs();
      const { durationMs, offsetMs } = event;
      clauses.push({ text: texts.get(event.chunk) ?? "", offsetMs, durationMs });
      sounds.push(event);
      if (sounds.length === 1) hooks.onAudible();
    }
    hooks.emit(event);
  }

  function endWithSound(): void {
    silence?.cancel();
    silence = clock.schedule(Math.max(0, audioMs() - heardMs()), end);
  }

  async function run(): Promise<void> {
    try {
      for await (const event of runTurn(input, options, controller.signal)) {
        if (event.type === "reply.done") done = event;
        if (controller.signal.aborted) continue;
        if (held === undefined) give(event);
        else held.push(event);
      }
    } catch (thrown) {
      const { code, message } = toReparteeError(thrown);
      if (!controller.signal.aborted) hooks.emit({ type: "turn.failed", turnId, code, message });
    }
    if (held === undefined) endWithSound();
  }

  const finished = run();

  return {
    turnId,
    ended,
    get isAudible() {
      return sounds.length > 0;
    },
    pause() {
      const heard = Math.round(heardMs());
      pausedAtMs = clock.now();
      held = [];
      silence?.cancel();
      return heard;
    },
    resume() {
      const fromMs = Math.round(heardMs());
      const rest = held ?? [];
      held = undefined;
      pausedAtMs = undefined;
      if (soundStartMs !== undefined) soundStartMs = clock.now() - fromMs;
      hooks.emit({ type: "reply.resumed", turnId, fromMs });
      for (const sound of sounds) emitRest(sound, fromMs);
      for (const event of rest) give(event);
      void finished.then(endWithSound);
    },
    async interrupt(played) {
      controller.abort();
      silence?.cancel();
      // A listener hears a little later than we give out, never more than there is.
      const heard = Math.round(Math.min(played ?? heardMs(), audioMs()));
      await finished;
      const text = heardText(clauses, heard);
      hooks.emit({ type: "reply.interrupted", turnId, heardText: text, heardMs: heard });
      const { conversationId, messageId } = done ?? {};
      if (conversationId !== undefined && messageId !== undefined) {
        await keepHeard(conversations, { conversationId, messageId, text }).catch((thrown: unknown) => {
          const { code, message } = toReparteeError(thrown);
          log.warn({ turnId, code, error: message }, "history could not be cut to what was heard");
        });
      }
      end();
    },
  };

  function emitRest(sound: ReplyAudio, fromMs: number): void {
    const skipMs = Math.max(0, fromMs - sound.offsetMs);
    if (skipMs >= sound.durationMs) return;
    const tMs = Math.round(clock.now() - input.endedAtMs);
    hooks.emit({ turnId, seq: sounds.length, tMs, ...withoutStart(sound, skipMs) });
  }
}

/** The rest of a sound with its mouth. */
function withoutStart(sound: ReplyAudio, skipMs: number): ReplyAudio {
  const { viseme } = sound.visemes.findLast(({ startMs }) => startMs <= skipMs) ?? { viseme: "sil" as const };
  const later = sound.visemes.filter(({ startMs }) => startMs > skipMs);
  return {
    type: "reply.audio",
    chunk: sound.chunk,
    samples: sound.samples.slice(Math.round((skipMs * voiceSampleRate) / 1000)),
    durationMs: sound.durationMs - skipMs,
    offsetMs: sound.offsetMs + skipMs,
    visemes: [{ viseme, startMs: 0 }, ...later.map((one) => ({ ...one, startMs: one.startMs - skipMs }))],
    loudness: sound.loudness.slice(Math.floor(skipMs / 20)),
  };
}
