import type { OfflineTts } from "sherpa-onnx-node";
import { throwIfCancelled } from "../../core/abort.ts";
import { createEventQueue } from "../../core/event-queue.ts";
import { toReparteeError, type ReparteeError } from "../../core/errors.ts";
import type { SynthesizedPart, TtsEngine } from "../../core/speech/tts-engine.ts";
import { checkFiles, loadSherpaOnnx } from "./load-library.ts";
import type { SherpaTtsModel } from "./models.ts";
import { ttsConfig, ttsFiles, ttsOptions } from "./tts-config.ts";

/** @throws ReparteeError `model_load_failed`, `model_file_missing`. */
export async function openTts(model: SherpaTtsModel): Promise<TtsEngine> {
  const sherpa = await loadSherpaOnnx();
  checkFiles(model.name, ttsFiles(model));
  const tts = await sherpa.OfflineTts.createAsync(ttsConfig(model));
  return {
    id: `sherpa-onnx:${model.name}`,
    voices: model.voices,
    async *synthesize({ text, language, voice, speed = 1 }, signal) {
      throwIfCancelled(signal, "speak");
      // The phonemizer throws, or worse, for a text without a letter or digit.
      if (!/[\p{L}\p{N}]/u.test(text)) return;
      const sid = speaker(model, voice, language);
      yield* generate(tts, { text, ...ttsOptions(model, { sid, speed, language }) }, signal);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function speaker({ voices }: SherpaTtsModel, voice: string | undefined, language: string): number {
  const found = voices.find(({ id }) => id === voice) ?? voices.find(({ languages }) => languages.includes(language));
  return (found ?? voices[0])?.speaker ?? 0;
}

/** The library calls back once for each sentence, with its samples. An abort ends it after the present one. */
async function* generate(
  tts: OfflineTts,
  request: Pick<Parameters<OfflineTts["generateAsync"]>[0], "text" | "sid" | "speed" | "generationConfig">,
  signal: AbortSignal,
): AsyncGenerator<SynthesizedPart, void, undefined> {
  const parts = createEventQueue<SynthesizedPart>();
  let failure: ReparteeError | undefined;
  const { sampleRate } = tts;
  function onProgress({ samples }: { samples: Float32Array }): boolean {
    // A copy: the library's memory is freed after the call.
    parts.push({ samples: samples.slice(), sampleRate });
    return !signal.aborted;
  }
  const finished = tts
    .generateAsync({ ...request, enableExternalBuffer: false, onProgress })
    .catch((error: unknown) => (failure = toReparteeError(error, "generation_failed")))
    .then(() => parts.end());
  yield* parts;
  await finished;
  throwIfCancelled(signal, "speak");
  if (failure !== undefined) throw failure;
}
