import { join } from "node:path";
import type { SttEngine } from "../../../src/core/speech/stt-engine.ts";
import { convertWhisper } from "../../../src/speech/models/whisper/convert-whisper.ts";
import { openSherpaStt, type Hosted, type SpeechContext } from "../../../src/speech/open-engines.ts";
import { writeTinyWhisper } from "./write-tiny-whisper.ts";

/** A recognizer in its process that works as the real one and hears nothing that makes sense; its files go to `folder`. */
export async function openTinyWhisper(folder: string, context: SpeechContext): Promise<Hosted<SttEngine>> {
  await convertWhisper({ ...(await writeTinyWhisper(folder)), folder, size: "tiny.en" });
  const file = (name: string): string => join(folder, name);
  const files = { encoder: file("encoder.onnx"), decoder: file("decoder.onnx"), tokens: file("tokens.txt") };
  return openSherpaStt({ name: "whisper-tiny.en", family: "whisper", ...files }, context);
}
