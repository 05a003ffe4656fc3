import { EncodedAudioPacketSource, EncodedPacket, OggOutputFormat, Output } from "mediabunny";
import OpusScript from "opusscript";
import { joinSamples } from "../join-samples.ts";
import { toPcm16 } from "../pcm16.ts";
import type { AudioEncoder } from "./audio-encoder.ts";
import { createFileBytes } from "./file-bytes.ts";

const opusSampleRates = [8000, 12_000, 16_000, 24_000, 48_000] as const;
const packetSeconds = 0.02;
/** Samples at 48 kHz that libopus needs before the first one sounds (RFC 7845: they are skipped by the player). */
const preSkip = 312;

/**
 * Opus in Ogg (RFC 7845). A page holds at most 200 ms, so that a listener hears the first words soon.
 * @throws RangeError when the rate is none of Opus's.
 */
export async function createOpusEncoder(sampleRate: number): Promise<AudioEncoder> {
  const rate = opusSampleRates.find((candidate) => candidate === sampleRate);
  if (rate === undefined) throw new RangeError(`expected one of ${opusSampleRates.join(", ")} Hz, got ${sampleRate}`);
  const packetSamples = rate * packetSeconds;
  const opus = new OpusScript(rate, 1, OpusScript.Application.VOIP);
  const pages = createFileBytes();
  const file = new Output({ format: new OggOutputFormat({ maximumPageDuration: 0.2 }), target: pages.target });
  const track = new EncodedAudioPacketSource("opus");
  file.addAudioTrack(track);
  await file.start();
  let waiting: Float32Array = new Float32Array();
  let packets = 0;
  let isOpen = true;

  async function write(samples: Float32Array): Promise<void> {
    const packet = opus.encode(Buffer.from(toPcm16(samples)), packetSamples);
    const meta = packets === 0 ? { decoderConfig: decoderConfig(sampleRate) } : undefined;
    await track.add(new EncodedPacket(packet, "key", packets * packetSeconds, packetSeconds), meta);
    packets += 1;
  }

  return {
    async push(samples) {
      waiting = joinSamples([waiting, samples]);
      for (; waiting.length >= packetSamples; waiting = waiting.slice(packetSamples)) {
        await write(waiting.subarray(0, packetSamples));
      }
      return pages.take();
    },
    async end() {
      const last = new Float32Array(packetSamples);
      last.set(waiting);
      await write(last);
      await file.finalize();
      return pages.take();
    },
    async [Symbol.asyncDispose]() {
      if (file.state === "started") await file.cancel();
      if (isOpen) opus.delete();
      isOpen = false;
    },
  };
}

/** The "OpusHead" of RFC 7845, section 5.1. */
function decoderConfig(sampleRate: number): {
  readonly codec: string;
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  readonly description: Uint8Array;
} {
  const description = new Uint8Array(19);
  description.set(new TextEncoder().encode("OpusHead"));
  const view = new DataView(description.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, 1);
  view.setUint16(10, preSkip, true);
  view.setUint32(12, sampleRate, true);
  // Timestamps of Opus count at 48 kHz whatever was encoded.
  return { codec: "opus", numberOfChannels: 1, sampleRate: 48_000, description };
}
