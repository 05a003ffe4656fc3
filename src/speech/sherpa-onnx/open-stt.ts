import type { OfflineRecognizerConfig, RecognizerResult } from "sherpa-onnx-node";
import { throwIfCancelled } from "../../core/abort.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import type { SttEngine, Transcript } from "../../core/speech/stt-engine.ts";
import { sttCapabilities } from "./capabilities.ts";
import { checkFiles, loadSherpaOnnx, threads } from "./load-library.ts";
import type { SherpaSttModel } from "./models.ts";
import { voiceEmotion } from "./voice-emotion.ts";

/** @throws ReparteeError `model_load_failed`, `model_file_missing`. */
export async function openStt(model: SherpaSttModel): Promise<SttEngine> {
  const sherpa = await loadSherpaOnnx();
  checkFiles(model.name, modelFiles(model));
  const recognizer = await sherpa.OfflineRecognizer.createAsync(recognizerConfig(model, ""));
  let language = "";
  return {
    id: `sherpa-onnx:${model.name}`,
    capabilities: sttCapabilities(model),
    async transcribe(request, signal) {
      throwIfCancelled(signal, "transcribe");
      const wanted = request.language ?? "";
      if (wanted !== language) recognizer.setConfig(recognizerConfig(model, wanted));
      language = wanted;
      const stream = recognizer.createStream();
      stream.acceptWaveform({ samples: request.samples, sampleRate: speechSampleRate });
      const result = await recognizer.decodeAsync(stream);
      throwIfCancelled(signal, "transcribe");
      return transcript(result, model);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function modelFiles(model: SherpaSttModel): readonly string[] {
  if (model.family === "sense-voice") return [model.model, model.tokens];
  const files = [model.encoder, model.decoder, model.tokens];
  return model.family === "whisper" ? files : [...files, model.joiner];
}

function recognizerConfig(model: SherpaSttModel, language: string): OfflineRecognizerConfig {
  const common = { tokens: model.tokens, numThreads: threads, provider: "cpu" } as const;
  const featConfig = { sampleRate: speechSampleRate, featureDim: 80 };
  if (model.family === "whisper") {
    const { encoder, decoder } = model;
    return { featConfig, modelConfig: { whisper: { encoder, decoder, language, task: "transcribe" }, ...common } };
  }
  if (model.family === "sense-voice") {
    const senseVoice = { model: model.model, language, useInverseTextNormalization: 1 };
    return { featConfig, modelConfig: { senseVoice, ...common } };
  }
  const { encoder, decoder, joiner } = model;
  return {
    featConfig,
    modelConfig: { transducer: { encoder, decoder, joiner }, modelType: "nemo_transducer", ...common },
  };
}

/** SenseVoice writes its marks as `<|en|>`, Whisper as `en`; Whisper's English models write none. */
function transcript({ text, lang = "", emotion = "" }: RecognizerResult, { languages }: SherpaSttModel): Transcript {
  const only = languages?.length === 1 ? languages[0] : undefined;
  const language = lang === "" ? only : lang.replaceAll(/[<|>]/g, "");
  return {
    text: text.trim(),
    ...(language === undefined ? {} : { language }),
    ...voiceEmotion(emotion.replaceAll(/[<|>]/g, "")),
  };
}
