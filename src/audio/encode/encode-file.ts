import { joinSamples } from "../join-samples.ts";
import { writeWav } from "../wav/write-wav.ts";
import type { AudioFormat } from "./audio-encoder.ts";
import { createAudioEncoder } from "./create-audio-encoder.ts";
import { joinBytes } from "./join-bytes.ts";

/** A whole file. Unlike the start of a stream, a WAV header then states its length. */
export async function encodeFile(
  format: AudioFormat,
  sampleRate: number,
  parts: readonly Float32Array[],
): Promise<Uint8Array> {
  if (format === "wav") return writeWav({ samples: joinSamples(parts), sampleRate });
  await using encoder = await createAudioEncoder(format, sampleRate);
  const bytes: Uint8Array[] = [];
  for (const samples of parts) bytes.push(await encoder.push(samples));
  return joinBytes([...bytes, await encoder.end()]);
}
