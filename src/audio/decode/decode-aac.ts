import type { AacDecoder, AacStream } from "../../core/speech/aac-decoder.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { ReparteeError } from "../../core/errors.ts";
import { joinSamples } from "../join-samples.ts";
import { otherFormatsHint } from "./recording-formats.ts";

/** Ends early once there are more than `limitMs`. @throws ReparteeError `unsupported_media_type` without a decoder. */
export async function decodeAac(
  stream: AacStream,
  limitMs: number,
  decoder: AacDecoder | undefined,
): Promise<MonoAudio> {
  if (decoder === undefined) throw noAacDecoder();
  const leaving = new AbortController();
  const parts: Float32Array[] = [];
  let length = 0;
  let sampleRate = 44_100;
  try {
    for await (const part of decoder.decode(stream, leaving.signal)) {
      ({ sampleRate } = part);
      parts.push(part.samples);
      length += part.samples.length;
      if ((length / sampleRate) * 1000 > limitMs) break;
    }
  } catch (cause) {
    // Not installed: what can be sent instead is worth more than what is missing.
    if (cause instanceof ReparteeError && cause.code === "model_load_failed") throw noAacDecoder(cause);
    throw cause;
  } finally {
    leaving.abort();
  }
  return { samples: joinSamples(parts), sampleRate };
}

function noAacDecoder(cause?: ReparteeError): ReparteeError {
  return new ReparteeError("unsupported_media_type", "Cannot read the audio: no decoder of AAC is installed", {
    hint: `${cause?.hint ?? "The command `repartee engines add aac` installs one."} ${otherFormatsHint}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
