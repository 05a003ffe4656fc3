import { spawn } from "node:child_process";
import { fromPcm16 } from "../../audio/pcm16.ts";
import { resample } from "../../audio/resample.ts";
import { ReparteeError } from "../../core/errors.ts";
import { speechSampleRate, type MonoAudio } from "../../core/speech/audio.ts";
import type { SoundProgram } from "./sound-programs.ts";

/**
 * Sound at 16 kHz as it is spoken; ends when `signal` is aborted. A recording ends as well, once it is read and nothing
 * is said any more.
 */
export type Microphone = (signal: AbortSignal, isQuiet: () => boolean) => AsyncIterable<Float32Array>;

/** @throws ReparteeError `invalid_request` when the program ends by itself: no microphone, or no right to it. */
export function recordWith({ args, program }: SoundProgram): Microphone {
  return async function* record(signal) {
    const child = spawn(program, [...args], { stdio: ["ignore", "pipe", "pipe"] });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
    const ended = new Promise<void>((resolve) => {
      child.once("error", (error) => {
        complaint = error.message;
        resolve();
      });
      child.once("close", () => resolve());
    });
    const stop = (): void => void child.kill();
    signal.addEventListener("abort", stop, { once: true });
    let odd: Buffer = Buffer.alloc(0);
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        const bytes = Buffer.concat([odd, chunk]);
        const whole = bytes.length - (bytes.length % 2);
        odd = bytes.subarray(whole);
        if (whole > 0) yield fromPcm16(bytes.subarray(0, whole));
      }
      await ended;
    } finally {
      signal.removeEventListener("abort", stop);
      stop();
    }
    if (signal.aborted) return;
    const why = complaint.trim().split("\n").at(-1) ?? "";
    throw new ReparteeError("invalid_request", `Cannot record: ${program} ended${why === "" ? "" : `: ${why}`}`, {
      hint: "Check that a microphone is plugged in and allowed, or talk with a recording: --from FILE.",
    });
  };
}

const pieceMs = 40;
/** Silence behind a recording: longer than what ends an utterance. */
const endMs = 1500;

/** A recording as a microphone would give it: as fast as it was spoken, and silence from its end on. */
export function playInstead(audio: MonoAudio, wait: (ms: number, signal: AbortSignal) => Promise<void>): Microphone {
  return async function* read(signal, isQuiet) {
    const { samples } = resample(audio, speechSampleRate);
    const size = (speechSampleRate * pieceMs) / 1000;
    const end = samples.length + (speechSampleRate * endMs) / 1000;
    for (let start = 0; !signal.aborted && (start < end || !isQuiet()); start += size) {
      const piece = new Float32Array(size);
      piece.set(samples.subarray(Math.min(start, samples.length), start + size));
      yield piece;
      await wait(pieceMs, signal);
    }
  };
}
