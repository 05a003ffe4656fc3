import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ReparteeError } from "../../../core/errors.ts";
import { encodeOnnxMetadata } from "../../../core/onnx/onnx-model.ts";
import { rewriteOnnx } from "../../../core/onnx/rewrite-onnx.ts";
import { parseJson } from "../parse-json.ts";
import { toFloatProducts } from "./float-products.ts";
import { kokoroSpeakers } from "./kokoro-voices.ts";

/** A style for each number of phonemes of a sentence, in 256 floats. */
const styleShape = [510, 1, 256] as const;
const styleBytes = styleShape.reduce((product, size) => product * size, 4);

const vocabularyFile = z.object({ vocab: z.record(z.string(), z.int()) });

export interface PrepareKokoroOptions {
  /** Kokoro 1.0 as ONNX; one with 8-bit weights is written with floats, which is faster. */
  readonly model: string;
  /** The vocabulary of phonemes, as JSON. */
  readonly vocabulary: string;
  /** A folder with a `<speaker>.bin` for each speaker. */
  readonly voices: string;
  /** Where `model.onnx`, `voices.bin` and `tokens.txt` are written. */
  readonly folder: string;
}

/**
 * Kokoro as sherpa-onnx loads it. Takes some seconds of CPU and 700 MB of memory.
 * @throws ReparteeError `model_file_invalid`.
 */
export async function prepareKokoro({ model, vocabulary, voices, folder }: PrepareKokoroOptions): Promise<void> {
  const checked = vocabularyFile.safeParse(parseJson(await readFile(vocabulary, "utf8")));
  if (!checked.success) throw invalid(vocabulary, "expected a vocabulary of phonemes");
  const tokens = Object.entries(checked.data.vocab).map(([phoneme, id]) => `${phoneme} ${id}\n`);
  const styles = await Promise.all(kokoroSpeakers.map((name) => readFile(join(voices, `${name}.bin`))));
  const wrong = styles.findIndex(({ length }) => length !== styleBytes);
  if (wrong !== -1) {
    throw invalid(`${kokoroSpeakers[wrong]}.bin`, `expected ${styleBytes} bytes, got ${styles[wrong]?.length}`);
  }
  await writeFile(join(folder, "tokens.txt"), tokens.join(""));
  await writeFile(join(folder, "voices.bin"), styles);
  await writeModel(model, join(folder, "model.onnx"));
}

async function writeModel(source: string, target: string): Promise<void> {
  const file = await readFile(source);
  let parts: readonly Uint8Array[];
  try {
    parts = rewriteOnnx(file, toFloatProducts);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalid(source, cause.message);
  }
  await writeFile(target, [...parts, encodeOnnxMetadata(metadata)]);
}

/** What sherpa-onnx reads from the model. */
const metadata: Readonly<Record<string, string>> = {
  ...{ model_type: "kokoro", version: "2", maintainer: "repartee", language: "multi-lang" },
  ...{ has_espeak: "1", voice: "en-us", sample_rate: "24000", style_dim: styleShape.join(",") },
  ...{ n_speakers: String(kokoroSpeakers.length), speaker_names: kokoroSpeakers.join(",") },
};

function invalid(file: string, problem: string): ReparteeError {
  return new ReparteeError("model_file_invalid", `Cannot read the voice: ${file}: ${problem}`);
}
