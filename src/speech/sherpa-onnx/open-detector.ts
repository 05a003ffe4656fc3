import type { Vad } from "sherpa-onnx-node";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { voiceWindowSamples, type VoiceDetector } from "../../core/speech/voice-detector.ts";
import { createWindows } from "../../core/speech/windows.ts";
import { checkFiles, loadSherpaOnnx, threads } from "./load-library.ts";
import type { SherpaDetectorModel } from "./models.ts";

/**
 * Each has the weights of its own: 8 MB and 50 ms to open. The library frees one only when its object is collected, for
 * which V8 sees no reason: opened anew for each microphone, they grew to 300 MB.
 */
const mostIdle = 8;

/**
 * silero VAD. The library's own smoothing is set as short as it goes: how long a pause ends an utterance is decided by
 * the one who listens. 32 ms of sound take about 0.1 ms.
 * @throws ReparteeError `model_load_failed`, `model_file_missing`.
 */
export async function openDetector({ name, model }: SherpaDetectorModel): Promise<VoiceDetector> {
  const sherpa = await loadSherpaOnnx();
  checkFiles(name, [model]);
  const config = {
    sileroVad: {
      ...{ model, threshold: 0.5, windowSize: voiceWindowSamples },
      ...{ minSpeechDuration: 0.05, minSilenceDuration: 0.05, maxSpeechDuration: 3600 },
    },
    ...{ sampleRate: speechSampleRate, numThreads: threads, debug: 0 },
  };
  const idle: Vad[] = [];
  return {
    id: `sherpa-onnx:${name}`,
    open() {
      // Room for what it keeps of an utterance before it is taken out again; nothing is read from it.
      const vad = idle.pop() ?? new sherpa.Vad(config, 10);
      const windows = createWindows();
      let isOpen = true;
      return Promise.resolve({
        push: (samples: Float32Array) => Promise.resolve(windows.push(samples).map((window) => isSpeech(vad, window))),
        close() {
          if (isOpen) vad.reset();
          if (isOpen && idle.length < mostIdle) idle.push(vad);
          isOpen = false;
          return Promise.resolve();
        },
      });
    },
    async [Symbol.asyncDispose]() {},
  };
}

function isSpeech(vad: Vad, window: Float32Array): boolean {
  vad.acceptWaveform(window);
  while (!vad.isEmpty()) vad.pop();
  return vad.isDetected();
}
