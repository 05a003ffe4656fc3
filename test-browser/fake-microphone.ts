/** A microphone of the browser that a test speaks into. */
import type { Page } from "playwright-core";
import { writeWav } from "../src/audio/wav/write-wav.ts";
import { spoken } from "../test/speech/speech-context.ts";

/** Sound may play without anybody having clicked. */
export const soundArguments: readonly string[] = ["--autoplay-policy=no-user-gesture-required"];

/** A sentence as a WAV file in base64. */
export async function speechOf(text: string): Promise<string> {
  return Buffer.from(writeWav({ samples: await spoken(text), sampleRate: 16_000 })).toString("base64");
}

/** Of the pages that are opened from now on; silent until `speakInto`. */
export async function addMicrophone(page: Page, speech: string): Promise<void> {
  await page.addInitScript((sound) => {
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    // A source that is always there keeps the stream running.
    const silence = new ConstantSourceNode(context, { offset: 0 });
    silence.connect(microphone);
    silence.start();
    navigator.mediaDevices.getUserMedia = async () => microphone.stream.clone();
    Object.assign(globalThis, {
      async speakInto() {
        const bytes = Uint8Array.from(atob(sound), (character) => character.charCodeAt(0));
        const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
        source.connect(microphone);
        source.start();
        await new Promise((resolve) => source.addEventListener("ended", resolve));
      },
    });
  }, speech);
}

export const speakInto = (page: Page): Promise<unknown> =>
  page.evaluate(() => (globalThis as unknown as { speakInto(): Promise<void> }).speakInto());
