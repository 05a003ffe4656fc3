/** One turn of a session from its start until its sound is over: what was given out, what was heard of it. */
import { toReparteeError } from "../../core/errors.ts";
import type { ScheduledCall } from "../../core/clock.ts";
import { runTurn } from "../turn/run-turn.ts";
import type { TurnInput } from "../turn/turn-context.ts";
import type { VoiceOptions } from "../turn/voice-options.ts";
import type { ReplyAudio, ReplyDone, VoiceEvent, VoiceEventBody } from "../voice-event.ts";
import { createGivenReply } from "./given-reply.ts";
import { keepHeard } from "./keep-heard.ts";
import type { HeardPart, SessionEvent } from "./session-event.ts";
import { createSoundPosition } from "./sound-position.ts";
import { withoutStart } from "./without-start.ts";

export interface PlayingTurn {
  readonly turnId: string;
  /** Whether sound was given out. */
  readonly isAudible: boolean;
  /** Whether more text or sound may come. */
  readonly isGenerating: boolean;
  /** When its sound is over, where nothing stops it. */
  readonly soundEndsAtMs: number;
  /** Holds back what comes, until `resume` or `interrupt`. Returns what was heard by now. */
  pause(): number;
  /** Goes on with the sound that was not heard. */
  resume(): void;
  /**
   * Ends it for good and corrects the history; `heardMs` is the listener's own figure, where there is one. Resolves when
   * the next turn may begin.
   */
  interrupt(heardMs?: number): Promise<void>;
  /**
   * The listener's own figure of what it heard: where a paused reply goes on, what is kept of one that is over. One that
   * still sounds is interrupted there.
   */
  truncate(heardMs: number): Promise<HeardPart>;
  /** Takes the rest of its sound for heard. */
  release(): void;
  /** Resolves when its sound is over, or it is interrupted. */
  readonly ended: Promise<void>;
}

export interface PlayingTurnHooks {
  readonly emit: (event: SessionEvent) => void;
  /** The first sound is given out. */
  readonly onAudible: () => void;
  /** Sound of an earlier turn is heard until then. */
  readonly soundNotBeforeMs: number;
}

export function startPlayingTurn(input: TurnInput, options: VoiceOptions, hooks: PlayingTurnHooks): PlayingTurn {
  const { clock } = options;
  const { turnId } = input;
  const controller = new AbortController();
  const position = createSoundPosition(clock, hooks.soundNotBeforeMs);
  const given = createGivenReply(input.request);
  let sounds: ReplyAudio[] = [];
  let held: VoiceEvent[] | undefined;
  let done: ReplyDone | undefined;
  let hasGivenDone = false;
  let isGenerating = true;
  let seq = 0;
  let silence: ScheduledCall | undefined;
  let state: "playing" | "paused" | "over" = "playing";
  let resolveEnded = (): void => {};
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));

  function end(): void {
    silence?.cancel();
    state = "over";
    sounds = [];
    resolveEnded();
  }

  /** Gives an event out, numbered anew: what comes again after a pause is a later one. */
  function emit(event: VoiceEventBody): void {
    hooks.emit({ ...event, turnId, seq, tMs: Math.round(clock.now() - input.endedAtMs) });
    seq += 1;
  }

  function give(event: VoiceEvent): void {
    given.note(event);
    if (event.type === "reply.done") hasGivenDone = true;
    if (event.type === "reply.audio") {
      position.add(event.durationMs);
      sounds.push(event);
      if (sounds.length === 1) hooks.onAudible();
    }
    emit(event);
  }

  function endWithSound(): void {
    silence?.cancel();
    silence = clock.schedule(Math.max(0, position.endsAtMs - clock.now()), end);
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
    isGenerating = false;
    if (held === undefined && state === "playing") endWithSound();
  }

  const finished = run();

  function emitRest(sound: ReplyAudio, fromMs: number): void {
    const skipMs = Math.max(0, fromMs - sound.offsetMs);
    if (skipMs >= sound.durationMs) return;
    emit(withoutStart(sound, skipMs));
  }

  async function keep(heard: HeardPart): Promise<void> {
    if (done === undefined || input.request.speaks === false) return;
    const isWhole = done.complete && heard.heardMs >= Math.round(position.lengthMs);
    await keepHeard(done, isWhole ? done.text : heard.heardText, isWhole, options);
  }

  async function interrupt(played?: number): Promise<void> {
    if (state === "over") return;
    controller.abort();
    silence?.cancel();
    // A listener hears a little later than we give out, never more than there is.
    const heard = given.heard(Math.min(played ?? position.heardMs, position.lengthMs));
    await finished;
    hooks.emit({ type: "reply.interrupted", turnId, ...heard });
    await keep(heard);
    end();
  }

  return {
    turnId,
    ended,
    interrupt,
    get isAudible() {
      return given.isAudible;
    },
    get isGenerating() {
      return isGenerating;
    },
    get soundEndsAtMs() {
      return position.endsAtMs;
    },
    pause() {
      position.pause();
      held = [];
      state = "paused";
      silence?.cancel();
      return Math.round(position.heardMs);
    },
    resume() {
      const fromMs = Math.round(position.heardMs);
      const rest = held ?? [];
      const isDoneAgain = hasGivenDone;
      held = undefined;
      state = "playing";
      position.resume();
      hooks.emit({ type: "reply.resumed", turnId, fromMs, heardText: given.heard(fromMs).heardText });
      for (const sound of sounds) emitRest(sound, fromMs);
      for (const event of rest) give(event);
      if (isDoneAgain && done !== undefined) emit(done);
      void finished.then(() => (state === "playing" ? endWithSound() : undefined));
    },
    async truncate(played) {
      const ms = Math.max(0, Math.min(played, position.lengthMs));
      if (state === "paused") position.moveTo(ms);
      if (state === "playing") await interrupt(ms);
      else if (state === "over") await keep(given.heard(ms));
      return given.heard(ms);
    },
    release: end,
  };
}
