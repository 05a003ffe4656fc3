import type { EspeakOptions } from "../espeak-ng/options.ts";
import type { SherpaDetectorModel, SherpaSttModel, SherpaTtsModel } from "../sherpa-onnx/models.ts";

/** What one speech process hosts: one engine with one model, on one thread. */
export type SpeechPart =
  | { readonly kind: "stt"; readonly engine: "sherpa-onnx"; readonly model: SherpaSttModel }
  | { readonly kind: "tts"; readonly engine: "sherpa-onnx"; readonly model: SherpaTtsModel }
  | { readonly kind: "tts"; readonly engine: "espeak-ng"; readonly options: EspeakOptions }
  | { readonly kind: "detector"; readonly engine: "sherpa-onnx"; readonly model: SherpaDetectorModel }
  | { readonly kind: "aac"; readonly engine: "faad2" };
