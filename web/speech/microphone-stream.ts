/** A microphone that is on, as pieces of 40 ms. */
export interface MicrophoneStream {
  close(): void;
}

/** Of the pieces, in samples a second. */
export const microphoneRate = 24_000;

/** @throws DOMException of the browser: `NotAllowedError`, `NotFoundError`, `AbortError` where the worklet is not to be had. */
export async function openMicrophoneStream(
  base: string,
  onSamples: (samples: Float32Array<ArrayBuffer>) => void,
): Promise<MicrophoneStream> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });
  const context = new AudioContext();
  function close(): void {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  }
  try {
    await context.audioWorklet.addModule(`${base}/microphone-worklet.js`);
    const sound = new AudioWorkletNode(context, "microphone-sound", { numberOfOutputs: 0, channelCount: 1 });
    sound.port.addEventListener("message", ({ data }) => onSamples(data as Float32Array<ArrayBuffer>));
    sound.port.start();
    context.createMediaStreamSource(stream).connect(sound);
    return { close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/** Root mean square, 0–1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
