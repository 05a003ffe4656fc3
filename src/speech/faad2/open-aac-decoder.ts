import { mixChannels } from "../../audio/decode/mix-channels.ts";
import { throwIfCancelled } from "../../core/abort.ts";
import { ReparteeError } from "../../core/errors.ts";
import { installLine } from "../../core/engine-packages.ts";
import type { AacDecoder, AacStream } from "../../core/speech/aac-decoder.ts";

/** About a second of sound. */
const packetsAtOnce = 50;
/** The same of a stream whose packets are not taken apart. */
const bytesAtOnce = 8 * 1024;

/**
 * FAAD2 as WebAssembly: AAC-LC and HE-AAC. It is under the GPL: host it in a process of its own.
 * @throws ReparteeError `model_load_failed` when the package is not installed.
 */
export async function openAacDecoder(): Promise<AacDecoder> {
  const { decoder: createDecoder } = await import("@audio/decode-aac").catch((cause: unknown) => {
    throw new ReparteeError("model_load_failed", "Cannot decode AAC: package @audio/decode-aac is missing", {
      hint: `Install it: ${installLine("aac")}`,
      cause,
    });
  });
  return {
    async *decode(stream, signal) {
      const { config } = stream;
      const faad = await createDecoder(config === undefined ? {} : { asc: config });
      try {
        for (const part of partsOf(stream)) {
          throwIfCancelled(signal, "decode");
          const { channelData, sampleRate } = faad.decode(part);
          if (channelData.length > 0) yield { samples: mixChannels(channelData), sampleRate };
          // Calls that cancel are read between two parts.
          await new Promise(setImmediate);
        }
      } finally {
        faad.free();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

function* partsOf({ config, packets }: AacStream): Generator<Uint8Array[] | Uint8Array> {
  if (config === undefined) {
    for (const bytes of packets) {
      for (let start = 0; start < bytes.length; start += bytesAtOnce) yield bytes.subarray(start, start + bytesAtOnce);
    }
    return;
  }
  for (let start = 0; start < packets.length; start += packetsAtOnce) yield packets.slice(start, start + packetsAtOnce);
}
