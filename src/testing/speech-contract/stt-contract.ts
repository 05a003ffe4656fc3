import { isEmotionLabel } from "../../core/emotion.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { expectThat, type ContractCheck } from "../engine-contract/check.ts";
import { expectRejection } from "../engine-contract/expect-rejection.ts";
import { engineChecks } from "./engine-check.ts";
import type { SttSubject } from "./subjects.ts";

const never = new AbortController().signal;

/** What every recognizer must do, as checks that any test runner can host. */
export function sttContract(subject: SttSubject): readonly ContractCheck[] {
  const { speech, word } = subject;
  const check = engineChecks(subject.createEngine);

  return [
    check("writes down what was said", async (engine) => {
      const { text } = await engine.transcribe({ samples: speech }, never);
      expectThat(word.test(text), `the text does not match ${word}: "${text}"`);
      expectThat(text === text.trim(), "the text has blanks around it");
    }),
    check("gives what its capabilities promise, and nothing else", async (engine) => {
      const { language, emotion } = await engine.transcribe({ samples: speech }, never);
      const { identifiesLanguage, hearsEmotion } = engine.capabilities;
      expectThat(!identifiesLanguage || /^[a-z]{2,3}$/.test(language ?? ""), `the language is "${language}"`);
      expectThat(hearsEmotion || emotion === undefined, "it hears an emotion that it does not promise");
      expectThat(emotion === undefined || isEmotionLabel(emotion.label), "the emotion is none of the five");
    }),
    check("ends with a text for silence and for hardly any sound", async (engine) => {
      for (const seconds of [0.05, 1]) {
        const { text } = await engine.transcribe({ samples: new Float32Array(speechSampleRate * seconds) }, never);
        expectThat(typeof text === "string", "there is no text");
      }
    }),
    check("is cancelled before it began", (engine) =>
      expectRejection("cancelled", engine.transcribe({ samples: speech }, AbortSignal.abort())),
    ),
    check("hears again after a cancelled call", async (engine) => {
      const controller = new AbortController();
      const cancelled = engine.transcribe({ samples: speech }, controller.signal).catch(() => undefined);
      controller.abort();
      await cancelled;
      const { text } = await engine.transcribe({ samples: speech }, never);
      expectThat(word.test(text), "it does not hear any more");
    }),
    check("answers calls at once as it answers them one by one", async (engine) => {
      const texts = await Promise.all(
        [speech, speech].map(async (samples) => (await engine.transcribe({ samples }, never)).text),
      );
      expectThat(
        texts.every((text) => word.test(text)),
        `two at once are heard as "${texts.join('" and "')}"`,
      );
    }),
  ];
}
