import {
  BufferSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  OGG,
  QTFF,
  WEBM,
  type InputAudioTrack,
} from "mediabunny";
import { OpusDecoder } from "opus-decoder";
import { ReparteeError } from "../../core/errors.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import type { AacStream } from "../../core/speech/aac-decoder.ts";
import { joinSamples } from "../join-samples.ts";
import { decodeAac } from "./decode-aac.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { mixChannels } from "./mix-channels.ts";
import { otherFormatsHint } from "./recording-formats.ts";

/** Opus decodes to this rate whatever was recorded. */
const opusSampleRate = 48_000;
/** Packets decoded in one call: about one second. */
const packetsAtOnce = 50;

/** Opus in Ogg, WebM, Matroska or MP4, and AAC in the latter: what browsers and telephones record. */
export async function decodeContainer(bytes: Uint8Array, { maxDurationMs, aac }: DecodeOptions): Promise<MonoAudio> {
  const input = new Input({ source: new BufferSource(bytes), formats: [OGG, WEBM, MATROSKA, MP4, QTFF] });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null)
      throw new ReparteeError("invalid_request", "Cannot read the audio: the file has no audio track");
    const codec = await track.getCodec();
    if (codec === "opus") return await decodeOpus(track, maxDurationMs);
    if (codec === "aac") return await decodeAac(await aacStream(track, maxDurationMs), maxDurationMs, aac);
    throw new ReparteeError(
      "unsupported_media_type",
      `Cannot read the audio: expected Opus or AAC in such a file, got ${codec ?? "an unknown codec"}`,
      { hint: otherFormatsHint },
    );
  } finally {
    input.dispose();
  }
}

/** Packets up to the first that begins after the limit. */
async function aacStream(track: InputAudioTrack, limitMs: number): Promise<AacStream> {
  const packets: Uint8Array[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    packets.push(packet.data);
    if (packet.timestamp * 1000 > limitMs) break;
  }
  // Its type is of browsers' libraries; mediabunny gives bytes.
  const config: unknown = (await track.getDecoderConfig())?.description;
  return config instanceof Uint8Array ? { config, packets } : { packets };
}

/** Ends early once there are more than `limitMs`. */
async function decodeOpus(track: InputAudioTrack, limitMs: number): Promise<MonoAudio> {
  const decoder = new OpusDecoder({ channels: (await track.getNumberOfChannels()) === 1 ? 1 : 2 });
  await decoder.ready;
  const parts: Float32Array[] = [];
  let length = 0;
  let waiting: Uint8Array[] = [];
  function decodeWaiting(): void {
    const part = mixChannels(decoder.decodeFrames(waiting).channelData);
    waiting = [];
    parts.push(part);
    length += part.length;
  }
  try {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      waiting.push(packet.data);
      if (waiting.length < packetsAtOnce) continue;
      decodeWaiting();
      if ((length / opusSampleRate) * 1000 > limitMs) break;
    }
    if (waiting.length > 0) decodeWaiting();
    return { samples: joinSamples(parts), sampleRate: opusSampleRate };
  } finally {
    decoder.free();
  }
}
