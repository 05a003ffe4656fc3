/** The turns of a session, one after the other: the one that is being answered, and what waits for an answer. */
import type { ScheduledCall } from "../../core/clock.ts";
import { toReparteeError } from "../../core/errors.ts";
import { runTurn } from "../turn/run-turn.ts";
import type { TurnInput } from "../turn/turn-context.ts";
import type { TurnRequest } from "../turn/voice-options.ts";
import { startPlayingTurn, type PlayingTurn } from "./playing-turn.ts";
import { createRecentTurns } from "./recent-turns.ts";
import type { HeardPart } from "./session-event.ts";
import type { SessionContext } from "./session-context.ts";
import { createUnanswered } from "./unanswered.ts";

export type HeardInput = Omit<TurnInput, "likely" | "request" | "isAnnounced" | "answers" | "before">;

export interface AnswerOptions {
  /** In place of the session's. */
  readonly request?: TurnRequest;
  /** False: what waits goes on waiting. */
  readonly takesWaiting?: boolean;
  /** Called with the turn's id before its first event. */
  readonly onStart?: (turnId: string) => void;
}

export interface TurnTrack {
  readonly current: PlayingTurn | undefined;
  /** Hears and answers; the turn before it has ended, or is taken for heard. */
  start(input: HeardInput): void;
  /** Writes down what was said; `respond` answers it. */
  hearOnly(input: HeardInput): void;
  /** These as the session's. */
  hearText(text: string): () => void;
  respond(answer: AnswerOptions): boolean;
  /** Stops the sound; `onWait` is called when no words came in time. */
  pause(active: PlayingTurn, onWait: () => void): void;
  resume(active: PlayingTurn): void;
  /** Words came, or none are expected: nothing is waited for any more. */
  stopWaiting(): void;
  interrupt(heardMs?: number): Promise<void>;
  truncate(turnId: string, heardMs: number): Promise<HeardPart | undefined>;
}

/** A reply that was stopped goes on when no words came by then. */
const wordsWithinMs = 2000;

export function createTurnTrack(context: SessionContext): TurnTrack {
  const { closing, emit, options, setState } = context;
  const { clock } = options;
  const unanswered = createUnanswered();
  const recent = createRecentTurns();
  let turn: PlayingTurn | undefined;
  let patience: ScheduledCall | undefined;

  function start(input: Omit<TurnInput, "likely" | "request">, request = context.settings.request()): void {
    setState("thinking");
    const soundNotBeforeMs = turn?.soundEndsAtMs ?? 0;
    turn?.release();
    const started = startPlayingTurn({ ...input, likely: context.likely, request }, options, {
      emit,
      onAudible: () => setState(context.state === "thinking" ? "speaking" : context.state),
      soundNotBeforeMs,
    });
    turn = started;
    recent.add(started);
    void started.ended.then(() => {
      if (turn !== started) return;
      turn = undefined;
      if (context.state !== "hearing") setState("listening");
    });
  }

  async function hearOnly(input: HeardInput): Promise<void> {
    unanswered.add(input.understood);
    const whole = { ...input, likely: context.likely, request: context.settings.request(), answers: false };
    try {
      for await (const event of runTurn(whole, options, closing)) emit(event);
    } catch (thrown) {
      const { code, message } = toReparteeError(thrown);
      // Closing: nobody listens any more.
      if (closing.aborted) return;
      emit({ turnId: input.turnId, seq: 0, tMs: 0, type: "error", stage: "hear", code, message });
    }
  }

  return {
    get current() {
      return turn;
    },
    start: (input) => start(unanswered.isEmpty ? input : { ...input, before: unanswered.take() }),
    hearOnly: (input) => void hearOnly(input),
    hearText: (text) => unanswered.add(Promise.resolve({ text })),
    respond({ onStart, request, takesWaiting = true }) {
      if (turn?.isGenerating === true) return false;
      const turnId = crypto.randomUUID();
      const understood = takesWaiting ? unanswered.take() : Promise.resolve({ text: "" });
      onStart?.(turnId);
      start({ turnId, understood, samples: 0, endedAtMs: clock.now(), isAnnounced: true }, request);
      return true;
    },
    pause(active, onWait) {
      setState("interrupted");
      emit({ type: "reply.paused", turnId: active.turnId, heardMs: active.pause() });
      patience = clock.schedule(wordsWithinMs, onWait);
    },
    resume(active) {
      patience?.cancel();
      setState(active.isAudible ? "speaking" : "thinking");
      active.resume();
    },
    stopWaiting: () => patience?.cancel(),
    async interrupt(heardMs) {
      patience?.cancel();
      await turn?.interrupt(heardMs);
      turn = undefined;
    },
    truncate: async (turnId, heardMs) => await recent.find(turnId)?.truncate(heardMs),
  };
}
