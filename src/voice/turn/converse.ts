import { throwIfCancelled } from "../../core/abort.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { findSpeech } from "../hear/find-speech.ts";
import { understandSegments } from "../hear/understand-segments.ts";
import type { VoiceEvent } from "../voice-event.ts";
import { runTurn } from "./run-turn.ts";
import type { TurnRequest, VoiceOptions } from "./voice-options.ts";

/** Pauses are part of what somebody says in one recording. */
const splitMs = 20_000;

/**
 * One recording and the reply to it, as events. Where nobody speaks no recognizer and no model is asked.
 * @throws ReparteeError as `runTurn`.
 */
export async function* converse(
  audio: MonoAudio,
  request: TurnRequest,
  options: VoiceOptions,
  signal: AbortSignal,
): AsyncGenerator<VoiceEvent, void, undefined> {
  throwIfCancelled(signal, "converse");
  const turnId = crypto.randomUUID();
  const endedAtMs = options.clock.now();
  const segments = await findSpeech(audio, options.detector, { splitMs });
  if (segments.length === 0) {
    yield {
      turnId,
      seq: 0,
      tMs: Math.round(options.clock.now() - endedAtMs),
      type: "user.ignored",
      reason: "no_speech",
    };
    return;
  }
  const likely = request.language ?? options.languages[0] ?? "en";
  const { languages, log, stt, sttByLanguage } = options;
  const given = request.language === undefined ? {} : { language: request.language };
  const understood = understandSegments(segments, { stt, sttByLanguage, languages, log, ...given, likely }, signal);
  // The turn waits for it and reports its failure; this keeps a failure before that from being nobody's.
  understood.catch(() => {});
  const samples = segments.reduce((sum, segment) => sum + segment.samples.length, 0);
  yield* runTurn({ turnId, understood, samples, endedAtMs, likely, request }, options, signal);
}
