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
import { joinSamples } from "../join-samples.ts";
import { mixChannels } from "./mix-channels.ts";

/** Opus decodes to this rate whatever was recorded. */
const opusSampleRate = 48_000;
/** Packets decoded in one call: about one second. */
const packetsAtOnce = 50;

/** Opus in Ogg, WebM, Matroska or MP4: what browsers record. Ends early once there are more than `limitMs`. */
export async function decodeOpusContainer(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  const input = new Input({ source: new BufferSource(bytes), formats: [OGG, WEBM, MATROSKA, MP4, QTFF] });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null)
      throw new ReparteeError("invalid_request", "Cannot read the audio: the file has no audio track");
    const codec = await track.getCodec();
    if (codec !== "opus") {
      throw new ReparteeError(
        "unsupported_media_type",
        `Cannot read the audio: expected Opus, got ${codec ?? "an unknown codec"}`,
        {
          hint: "Send WAV, MP3, or Opus in Ogg or WebM (`audio/webm;codecs=opus` of a browser's MediaRecorder).",
        },
      );
    }
    return await decodeTrack(track, limitMs);
  } finally {
    input.dispose();
  }
}

async function decodeTrack(track: InputAudioTrack, limitMs: number): Promise<MonoAudio> {
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
