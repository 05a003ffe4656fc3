import type { MonoAudio } from "../core/speech/audio.ts";
import { languageOf, type Language } from "../core/language.ts";
import { ReparteeError } from "../core/errors.ts";
import type { TranscribedRecording } from "../voice/hear/transcribe-recording.ts";
import type { VoiceSession } from "../voice/session/create-voice-session.ts";
import type { TurnRequest } from "../voice/turn/voice-options.ts";
import type { Voice } from "../voice/voice.ts";
import type { VoiceEvent } from "../voice/voice-event.ts";
import { voiceSampleRate } from "../voice/voice-event.ts";
import type { ApiContext } from "./api-context.ts";
import { signalOf, type Abortable } from "./request-options.ts";

/** A recording: the bytes of a file (WAV, MP3, FLAC, Opus, Vorbis, AAC), or samples of one channel. */
export type Recording = Uint8Array | MonoAudio;

export interface ConverseOptions extends TurnRequest, Abortable {}

export interface TranscribeOptions extends Abortable {
  /** ISO 639-1; found out when absent. */
  readonly language?: string;
}

export interface SpeakOptions extends Abortable {
  /** ISO 639-1 of the text. Default `en`. */
  readonly language?: string;
  /** An installed voice; one of the language when absent. */
  readonly voice?: string;
  /** 0.25 to 4; 1 is the voice's own. */
  readonly speed?: number;
}

/** Speech in and out. */
export interface VoiceFunctions {
  /**
   * Hears a recording and answers it aloud: `reply.emotion` before the first `reply.audio`, `reply.done` as the last;
   * a single `user.ignored` where nobody speaks.
   * @throws ReparteeError `invalid_request`, `unsupported_media_type`, `persona_not_found`, `cancelled`.
   */
  converse(recording: Recording, options?: ConverseOptions): AsyncIterable<VoiceEvent>;
  /** @throws ReparteeError `model_load_failed` where no recognizer is installed; `invalid_request`, `cancelled`. */
  transcribe(recording: Recording, options?: TranscribeOptions): Promise<TranscribedRecording>;
  /** A text as sound, sentence by sentence, 24 kHz. @throws ReparteeError `no_voice`, `invalid_request`, `cancelled`. */
  speak(text: string, options?: SpeakOptions): AsyncIterable<MonoAudio>;
  /**
   * A talk with somebody at a microphone: turns end by silence, speech into a reply stops it, and the history keeps what
   * was heard. Dispose it when it is over.
   */
  openVoiceSession(request?: TurnRequest): Promise<VoiceSession>;
}

/** Two hours: what a library is given is its own user's. */
const maxDurationMs = 2 * 3_600_000;

export function createVoiceFunctions(context: ApiContext): VoiceFunctions {
  return {
    async *converse(recording, options = {}) {
      const { signal: given, ...request } = options;
      const signal = signalOf({ signal: given });
      const voice = context.use().voice.voice();
      yield* voice.converse(await toAudio(recording, voice), request, signal);
    },
    async transcribe(recording, options = {}) {
      const { signal: given, language } = options;
      const signal = signalOf({ signal: given });
      const request = language === undefined ? {} : { language: toLanguage(language) };
      const voice = context.use().voice.voice();
      return await voice.transcribe(await toAudio(recording, voice), request, signal);
    },
    openVoiceSession: async (request = {}) => await context.use().voice.voice().openSession(request),
    async *speak(text, options = {}) {
      const { signal: given, language = "en", ...request } = options;
      const signal = signalOf({ signal: given });
      const clauses = context
        .use()
        .voice.voice()
        .speak(text, { ...request, language: toLanguage(language) }, signal);
      for await (const { samples } of clauses) yield { samples, sampleRate: voiceSampleRate };
    },
  };
}

async function toAudio(recording: Recording, voice: Voice): Promise<MonoAudio> {
  return recording instanceof Uint8Array ? await voice.decode(recording, maxDurationMs) : recording;
}

function toLanguage(tag: string): Language {
  const language = languageOf(tag);
  if (language !== undefined) return language;
  throw new ReparteeError("invalid_request", `language: expected one of the ten languages, got "${tag}"`, {
    param: "language",
  });
}
