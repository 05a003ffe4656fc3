import type { MonoAudio } from "../../core/speech/audio.ts";
import { durationMs } from "../../core/speech/audio.ts";
import type { SynthesizedPart, SynthesizeRequest, TtsEngine } from "../../core/speech/tts-engine.ts";
import { expectThat, type ContractCheck } from "../engine-contract/check.ts";
import { expectRejection } from "../engine-contract/expect-rejection.ts";
import { engineChecks } from "./engine-check.ts";
import type { TtsSubject } from "./subjects.ts";

const never = new AbortController().signal;

/** What every voice must do, as checks that any test runner can host. */
export function ttsContract(subject: TtsSubject): readonly ContractCheck[] {
  const { language, long, short } = subject;
  const check = engineChecks(subject.createEngine);

  return [
    check("has a voice for the language", (engine) => {
      expectThat(engine.voices.length > 0, "it has no voice");
      expectThat(
        engine.voices.some(({ languages }) => languages.includes(language)),
        `no voice speaks ${language}`,
      );
      return Promise.resolve();
    }),
    check("speaks in sound that can be heard, of sane samples", async (engine) => {
      const parts = await partsOf(engine, { text: short, language });
      const lengthMs = total(parts);
      expectThat(lengthMs > 300 && lengthMs < 15_000, `a short sentence takes ${lengthMs} ms`);
      for (const { samples, sampleRate } of parts) {
        expectThat(sampleRate >= 8000 && sampleRate <= 48_000, `the sample rate is ${sampleRate}`);
        expectThat(
          samples.every((sample) => Number.isFinite(sample) && Math.abs(sample) <= 1),
          "a sample is outside of −1 to 1",
        );
      }
      const peak = Math.max(...parts.map(({ samples }) => samples.reduce((most, s) => Math.max(most, Math.abs(s)), 0)));
      expectThat(peak > 0.02, "it is silent");
    }),
    check("takes longer for a longer text", async (engine) => {
      const shortMs = total(await partsOf(engine, { text: short, language }));
      const longMs = total(await partsOf(engine, { text: long, language }));
      expectThat(longMs > shortMs * 1.3, `the long sentence takes ${longMs} ms, the short one ${shortMs} ms`);
    }),
    check("speaks faster where it is asked to", async (engine) => {
      const usualMs = total(await partsOf(engine, { text: long, language }));
      const fastMs = total(await partsOf(engine, { text: long, language, speed: 1.6 }));
      expectThat(fastMs < usualMs * 0.85, `at speed 1.6 it takes ${fastMs} ms, else ${usualMs} ms`);
    }),
    check("says nothing where nothing can be pronounced", async (engine) => {
      const lengthMs = total(await partsOf(engine, { text: " … ", language }));
      expectThat(lengthMs < 1500, `three dots take ${lengthMs} ms`);
    }),
    check("refuses a voice that it does not have", (engine) =>
      expectRejection("invalid_request", partsOf(engine, { text: short, language, voice: "no such voice" })),
    ),
    check("is cancelled before it began", (engine) =>
      expectRejection("cancelled", partsOf(engine, { text: short, language }, AbortSignal.abort())),
    ),
    check("speaks again after a cancelled call", async (engine) => {
      const controller = new AbortController();
      const cancelled = partsOf(engine, { text: long, language }, controller.signal).catch(() => []);
      controller.abort();
      await cancelled;
      expectThat(total(await partsOf(engine, { text: short, language })) > 300, "it has no voice any more");
    }),
    check("gives the phonemes of a part in their order and within it", async (engine) => {
      for (const part of await partsOf(engine, { text: long, language })) {
        const starts = part.phonemes?.map(({ startMs }) => startMs) ?? [];
        expectThat(
          starts.every((startMs, index) => startMs >= (starts[index - 1] ?? 0) && startMs <= durationMs(part) + 50),
          "a phoneme is out of order, or after the end",
        );
      }
    }),
  ];
}

async function partsOf(
  engine: TtsEngine,
  request: SynthesizeRequest,
  signal: AbortSignal = never,
): Promise<readonly SynthesizedPart[]> {
  const parts: SynthesizedPart[] = [];
  for await (const part of engine.synthesize(request, signal)) parts.push(part);
  return parts;
}

function total(parts: readonly MonoAudio[]): number {
  return parts.reduce((sum, part) => sum + durationMs(part), 0);
}
