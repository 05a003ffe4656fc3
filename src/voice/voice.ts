/** Everything that is done with speech, for routes, commands and the library. */
import { decodeAudio } from "../audio/decode/decode-audio.ts";
import type { MonoAudio } from "../core/speech/audio.ts";
import type { SttEngine } from "../core/speech/stt-engine.ts";
import type { Language } from "../core/language.ts";
import type { Voice as SpeakingVoice } from "../core/speech/tts-engine.ts";
import { transcribeRecording, transcribeSegments } from "./hear/transcribe-recording.ts";
import type { TranscribedRecording, TranscribedSegment } from "./hear/transcribe-recording.ts";
import type { SpeakRequest } from "./say/speakers.ts";
import type { SpokenClause } from "./say/spoken-clause.ts";
import { createVoiceSession, type VoiceSession } from "./session/create-voice-session.ts";
import { speakText } from "./say/speak-text.ts";
import { converse } from "./turn/converse.ts";
import type { TurnRequest, VoiceOptions } from "./turn/voice-options.ts";
import type { VoiceEvent } from "./voice-event.ts";

export interface Voice {
  /** A file of sound. @throws ReparteeError as `decodeAudio`. */
  decode(file: Uint8Array, maxDurationMs: number): Promise<MonoAudio>;
  /** A recording and the spoken reply to it. @throws ReparteeError `persona_not_found`, `invalid_request`, `cancelled`. */
  converse(audio: MonoAudio, request: TurnRequest, signal: AbortSignal): AsyncIterable<VoiceEvent>;
  /** @throws ReparteeError of the last recognizer when all failed, `cancelled`. */
  transcribe(audio: MonoAudio, request: TranscribeOptions, signal: AbortSignal): Promise<TranscribedRecording>;
  /** The same, segment by segment. */
  transcribeSegments(
    audio: MonoAudio,
    request: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncIterable<TranscribedSegment>;
  /** @throws ReparteeError `invalid_request` (nothing to say), `no_voice`, `cancelled`, or the voice's. */
  speak(text: string, request: SpeakRequest, signal: AbortSignal): AsyncIterable<SpokenClause>;
  /** A talk with somebody at a microphone; the sound is 16 kHz. */
  openSession(request: TurnRequest): Promise<VoiceSession>;
  readonly voices: readonly SpeakingVoice[];
  /** What understands speech, in the order of preference. */
  readonly recognizers: readonly SttEngine[];
}

export interface TranscribeOptions {
  readonly language?: Language;
}

export function createVoice(options: VoiceOptions, voices: readonly SpeakingVoice[]): Voice {
  return {
    voices,
    recognizers: options.stt,
    decode: (file, maxDurationMs) => decodeAudio(file, { maxDurationMs, aac: options.aac }),
    openSession: (request) => createVoiceSession(options, request),
    converse: (audio, request, signal) => converse(audio, request, options, signal),
    transcribe: (audio, request, signal) => transcribeRecording(audio, request, options, signal),
    transcribeSegments: (audio, request, signal) => transcribeSegments(audio, request, options, signal),
    speak: (text, request, signal) => speakText(text, request, options.speakers, signal),
  };
}
