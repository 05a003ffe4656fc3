/** A microphone that is on: how loud it is now, and recordings of it. */
export interface Microphone {
  /** Root mean square of the last 40 ms, 0–1. */
  level(): number;
  /** Records until `stop`, which gives what was recorded. */
  record(): Recording;
  close(): void;
}

export interface Recording {
  stop(): Promise<Blob>;
  discard(): void;
}

/** What the server reads of what browsers record. */
const containers = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=opus"];

/** @throws DOMException `NotAllowedError` and `NotFoundError` of the browser; `NotSupportedError` without a recorder. */
export async function openMicrophone(): Promise<Microphone> {
  const mimeType =
    globalThis.MediaRecorder === undefined ? undefined : containers.find((type) => MediaRecorder.isTypeSupported(type));
  if (mimeType === undefined) throw new DOMException("No recorder for Opus", "NotSupportedError");
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return Math.sqrt(sum / samples.length);
    },
    record: () => startRecording(stream, mimeType),
    close() {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}

function startRecording(stream: MediaStream, mimeType: string): Recording {
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
  const chunks: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
  recorder.start();
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.addEventListener("stop", () => resolve(new Blob(chunks, { type: mimeType })));
        recorder.stop();
      }),
    discard: () => recorder.stop(),
  };
}
