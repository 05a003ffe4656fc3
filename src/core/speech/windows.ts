import { voiceWindowSamples } from "./voice-detector.ts";

/** Cuts a stream of samples into whole windows of 32 ms. */
export function createWindows(): { push(samples: Float32Array): Float32Array[] } {
  let rest: Float32Array = new Float32Array();
  return {
    push(samples) {
      const all = new Float32Array(rest.length + samples.length);
      all.set(rest);
      all.set(samples, rest.length);
      const windows: Float32Array[] = [];
      let start = 0;
      for (; start + voiceWindowSamples <= all.length; start += voiceWindowSamples) {
        windows.push(all.slice(start, start + voiceWindowSamples));
      }
      rest = all.slice(start);
      return windows;
    },
  };
}
