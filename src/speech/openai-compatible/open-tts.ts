/** Voices of other servers: `POST /audio/speech` as OpenAI has it. */
import { decodeAudio } from "../../audio/decode/decode-audio.ts";
import { cancelledError, throwIfCancelled } from "../../core/abort.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import type { TtsEngine } from "../../core/speech/tts-engine.ts";
import type { SpeechUpstream } from "./speech-upstream.ts";

export interface RemoteTtsModel {
  /** The engine's id and that of its one voice. */
  readonly id: string;
  /** As the server names them. */
  readonly model: string;
  readonly voice: string;
  /** That it is used for. */
  readonly languages: readonly string[];
}

/** No sentence takes longer; what does is no speech. */
const maxDurationMs = 120_000;

export function openRemoteTts(
  { id, languages, model, voice: name }: RemoteTtsModel,
  { limitMs, upstream }: SpeechUpstream,
): TtsEngine {
  async function speak(input: string, speed: number, signal: AbortSignal): Promise<MonoAudio> {
    // Servers differ in the rate of `pcm`; a WAV file says its own.
    const body = { model, voice: name, input, response_format: "wav", ...(speed === 1 ? {} : { speed }) };
    const call = { method: "POST", path: "/audio/speech", accept: "audio/wav", body } as const;
    const { bytes, mediaType } = await upstream.download(call, signal, limitMs);
    try {
      return await decodeAudio(bytes, { maxDurationMs });
    } catch (cause) {
      const message = `Upstream "${upstream.name}" answered a text with ${mediaType || "bytes"} that is no sound`;
      throw new ReparteeError("upstream_error", message, { facts: { upstream: upstream.name }, cause });
    }
  }

  return {
    id,
    voices: [{ id, languages }],
    async *synthesize({ speed = 1, text, voice }, signal) {
      throwIfCancelled(signal, "speak");
      if (voice !== undefined && voice !== id) {
        throw new ReparteeError("invalid_request", `Cannot speak: expected voice "${id}", got "${voice}"`);
      }
      if (!/[\p{L}\p{N}]/u.test(text)) return;
      const spoken = await speak(text, speed, signal).catch((error: unknown) => {
        throw signal.aborted ? cancelledError(signal, "speak") : error;
      });
      yield spoken;
    },
    async [Symbol.asyncDispose]() {},
  };
}
