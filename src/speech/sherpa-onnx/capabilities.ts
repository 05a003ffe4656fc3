import type { SttCapabilities } from "../../core/speech/stt-engine.ts";
import type { SherpaSttModel } from "./models.ts";

export function sttCapabilities({ family, languages }: SherpaSttModel): SttCapabilities {
  return { languages, identifiesLanguage: family !== "transducer", hearsEmotion: family === "sense-voice" };
}
