/** Speech engines whose work is done in a child process of their own. */
import { ReparteeError } from "../../core/errors.ts";
import type { AacDecoder } from "../../core/speech/aac-decoder.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import type { SttCapabilities, SttEngine, Transcript } from "../../core/speech/stt-engine.ts";
import type { SynthesizedPart, TtsEngine, Voice } from "../../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../core/speech/voice-detector.ts";
import { onlyResult, type SpeechProcess } from "./speech-process.ts";

/** Values come from a child of the same version, started by this process: their shape is the protocol's. */
export function createProcessStt(id: string, capabilities: SttCapabilities, process: SpeechProcess): SttEngine {
  return {
    id,
    capabilities,
    async transcribe(request, signal) {
      return (await onlyResult(process.call({ name: "transcribe", ...request }, signal), id)) as Transcript;
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

export function createProcessTts(id: string, voices: readonly Voice[], process: SpeechProcess): TtsEngine {
  return {
    id,
    voices,
    async *synthesize(request, signal) {
      checkVoice(request.voice, voices, id);
      for await (const part of process.call({ name: "synthesize", ...request }, signal)) yield part as SynthesizedPart;
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

function checkVoice(voice: string | undefined, voices: readonly Voice[], id: string): void {
  if (voice === undefined || voices.some((known) => known.id === voice)) return;
  throw new ReparteeError("invalid_request", `Cannot speak: ${id} has no voice "${voice}"`, {
    param: "voice",
    hint: `It has ${voices
      .slice(0, 12)
      .map((known) => known.id)
      .join(", ")}.`,
  });
}

export function createProcessAacDecoder(process: SpeechProcess): AacDecoder {
  return {
    async *decode(stream, signal) {
      for await (const part of process.call({ name: "decode", ...stream }, signal)) yield part as MonoAudio;
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

export function createProcessDetector(id: string, process: SpeechProcess): VoiceDetector {
  const never = new AbortController().signal;
  let lastStream = 0;

  return {
    id,
    async open() {
      lastStream += 1;
      const stream = lastStream;
      let openedIn: number | undefined;
      /** A process that died took its streams with it; the next one begins this one anew. */
      async function openWhereMissing(): Promise<void> {
        if (process.pid !== undefined && process.pid === openedIn) return;
        await onlyResult(process.call({ name: "open-stream", stream }, never), id);
        openedIn = process.pid;
      }
      await openWhereMissing();
      return {
        async push(samples) {
          await openWhereMissing();
          return (await onlyResult(process.call({ name: "push", stream, samples }, never), id)) as readonly boolean[];
        },
        async close() {
          if (process.pid !== openedIn) return;
          await onlyResult(process.call({ name: "close-stream", stream }, never), id);
        },
      };
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
