import { z } from "zod";
import type { MonoAudio } from "../core/speech/audio.ts";
import { readValue } from "../schema/index.ts";
import type { TranscribedRecording } from "../voice/hear/transcribe-recording.ts";
import type { VoiceSession } from "../voice/session/create-voice-session.ts";
import type { TurnRequest } from "../voice/turn/voice-options.ts";
import type { Voice } from "../voice/voice.ts";
import type { VoiceEvent } from "../voice/voice-event.ts";
import { voiceSampleRate } from "../voice/voice-event.ts";
import type { ApiContext } from "./api-context.ts";
import { neverAborted, readRequest } from "./request-options.ts";
import {
  converseOptionsSchema,
  recordingSchema,
  speakOptionsSchema,
  transcribeOptionsSchema,
  turnRequestSchema,
  type ConverseOptions,
  type Recording,
  type SpeakOptions,
  type TranscribeOptions,
} from "./voice-requests.ts";
import { checkedVoiceSession } from "./voice-session.ts";

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
  const openVoice = (): Voice => context.use().voice.voice();

  return {
    async *converse(recording, options = {}) {
      const voice = openVoice();
      const { signal = neverAborted(), ...request } = readRequest(converseOptionsSchema, options);
      yield* voice.converse(await toAudio(recording, voice), request, signal);
    },
    async transcribe(recording, options = {}) {
      const voice = openVoice();
      const { signal = neverAborted(), ...request } = readRequest(transcribeOptionsSchema, options);
      return await voice.transcribe(await toAudio(recording, voice), request, signal);
    },
    async openVoiceSession(request = {}) {
      const voice = openVoice();
      return checkedVoiceSession(await voice.openSession(readRequest(turnRequestSchema, request)));
    },
    async *speak(text, options = {}) {
      const voice = openVoice();
      const words = readValue(z.string({ error: "a text" }), text, { at: ["text"] });
      const { signal = neverAborted(), ...request } = readRequest(speakOptionsSchema, options);
      for await (const { samples } of voice.speak(words, request, signal)) {
        yield { samples, sampleRate: voiceSampleRate };
      }
    },
  };
}

async function toAudio(given: Recording, voice: Voice): Promise<MonoAudio> {
  const recording = readValue(recordingSchema, given, { at: ["recording"] });
  return recording instanceof Uint8Array ? await voice.decode(recording, maxDurationMs) : recording;
}
