import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeOnnxModel } from "../../../core/onnx/onnx-model.ts";
import { readCt2Weights } from "./ct2-weights.ts";
import { decoderGraph, encoderGraph, whisperShape } from "./whisper-graph.ts";
import { readWhisperVocabulary } from "./whisper-vocabulary.ts";

export interface ConvertWhisperOptions {
  /** CTranslate2's `model.bin` and `vocabulary.txt`. */
  readonly weights: string;
  readonly vocabulary: string;
  /** Where `encoder.onnx`, `decoder.onnx` and `tokens.txt` are written. */
  readonly folder: string;
  /** Such as `base`. */
  readonly size: string;
}

/**
 * Whisper as sherpa-onnx loads it, with 8-bit weights. Takes some seconds of CPU and about ten times the memory of the
 * file: run it where nobody waits.
 * @throws ReparteeError `model_file_invalid`.
 */
export async function convertWhisper({ weights, vocabulary, folder, size }: ConvertWhisperOptions): Promise<void> {
  const tensors = readCt2Weights(await readFile(weights));
  const shape = whisperShape(tensors);
  const tokens = readWhisperVocabulary(await readFile(vocabulary, "utf8"), shape.vocabulary);
  const metadata = {
    ...{ model_type: `whisper-${size}`, version: "1", maintainer: "repartee" },
    n_mels: String(shape.mels),
    n_audio_ctx: String(shape.audioContext),
    n_audio_state: String(shape.state),
    n_audio_head: String(shape.heads),
    n_audio_layer: String(shape.encoderLayers),
    n_vocab: String(shape.vocabulary),
    n_text_ctx: String(shape.textContext),
    n_text_state: String(shape.state),
    n_text_head: String(shape.heads),
    n_text_layer: String(shape.decoderLayers),
    ...tokens.metadata,
  };
  await writeFile(join(folder, "encoder.onnx"), encodeOnnxModel(encoderGraph(tensors, shape), metadata));
  await writeFile(join(folder, "decoder.onnx"), encodeOnnxModel(decoderGraph(tensors, shape)));
  await writeFile(join(folder, "tokens.txt"), tokens.tokensFile);
}
