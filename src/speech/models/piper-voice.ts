import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import { encodeOnnxMetadata } from "../../core/onnx/onnx-model.ts";
import { parseJson } from "./parse-json.ts";

/** What is used of a voice's `.onnx.json`. */
const piperConfig = z.object({
  audio: z.object({ sample_rate: z.int() }),
  espeak: z.object({ voice: z.string() }),
  language: z.object({ name_english: z.string() }).optional(),
  num_speakers: z.int().default(1),
  phoneme_id_map: z.record(z.string(), z.tuple([z.int()]).rest(z.int())),
});

/**
 * A Piper voice as sherpa-onnx loads it: `model.onnx` with the facts that it reads from a model's metadata, which may
 * simply be appended to the file, and `tokens.txt`.
 * @throws ReparteeError `model_file_invalid`.
 */
export async function preparePiperVoice(model: string, config: string, folder: string): Promise<void> {
  const checked = piperConfig.safeParse(parseJson(await readFile(config, "utf8")));
  if (!checked.success) {
    throw new ReparteeError("model_file_invalid", `Cannot read the voice: ${config} does not describe a Piper voice`);
  }
  const { audio, espeak, language, num_speakers, phoneme_id_map } = checked.data;
  const target = join(folder, "model.onnx");
  await copyFile(model, target);
  await appendFile(
    target,
    encodeOnnxMetadata({
      ...{ model_type: "vits", comment: "piper", has_espeak: "1", voice: espeak.voice },
      language: language?.name_english ?? "English",
      n_speakers: String(num_speakers),
      sample_rate: String(audio.sample_rate),
    }),
  );
  const tokens = Object.entries(phoneme_id_map).filter(([phoneme]) => phoneme !== "\n");
  await writeFile(join(folder, "tokens.txt"), tokens.map(([phoneme, [id]]) => `${phoneme} ${id}\n`).join(""));
}
