import { statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { emotionLabels } from "../../core/emotion.ts";
import { createEmotionClassifier } from "./emotion-classifier.ts";
import { readEmotionWeights, rowCount, writeEmotionWeights, type EmotionWeights } from "./emotion-weights.ts";
import { featureSpace, textFeatures } from "./text-features.ts";
import { shownEmotion } from "./user-emotion.ts";

const { read } = createEmotionClassifier();

describe("the emotion classifier", () => {
  test.each([
    ["I'm so happy, I got the job!", "happy"],
    ["My grandmother died and I can't stop crying", "sad"],
    ["Stop lying to me, I'm furious!", "angry"],
    ["The meeting starts at nine on Monday", "neutral"],
    ["Wow, I had no idea, really?!", "surprised"],
    ["I'm not happy at all", "sad"],
    ["我今天好开心！", "happy"],
    ["とても悲しいです", "sad"],
    ["Estoy furiosa, ¡qué rabia!", "angry"],
  ])("reads %j as %s", (text, label) => {
    const reading = read(text);
    expect(reading).toMatchObject({ label, source: "text" });
    expect(reading.confidence).toBe(reading.distribution[reading.label]);
    const sum = emotionLabels.reduce((total, one) => total + reading.distribution[one], 0);
    expect(sum).toBeCloseTo(1, 12);
  });

  test.each(
    [
      "hi there | hey | Hello! | hey, quick question | good morning everyone | how's it going?",
      "see you tomorrow then | what time is it | tell me a joke | ok cool | turn the volume down | yes please | no",
      "hola | buenas, una pregunta | ¿qué hora es? | cuéntame un chiste | hasta luego",
      "salut | coucou, tu es là ? | raconte-moi une blague | merci, à demain",
      "hallo | Guten Morgen zusammen | wie spät ist es? | erzähl mir einen Witz",
      "привет | здравствуйте, подскажите | сколько времени? | расскажи анекдот",
      "你好 | 在吗？ | 现在几点了 | 讲个笑话 | 谢谢，再见",
      "こんにちは | おはようございます | 今何時ですか | 何か面白い話をして | ありがとう、またね",
      "안녕하세요 | 지금 몇 시예요? | 농담 하나 해줘 | 고마워, 잘 자",
      "oi, tudo bem? | me conta uma piada | obrigada, até amanhã",
      "ciao | buongiorno a tutti | che ore sono? | raccontami una barzelletta | grazie, a domani",
    ].flatMap((lines) => lines.split(" | ")),
  )("reads no feeling into small talk: %j", (text) => {
    const reading = read(text);
    expect(["neutral", undefined], `${reading.label} ${reading.confidence}`).toContain(shownEmotion(reading));
  });

  test.each(["", "   ", "…", "123", "–––"])("is neutral about %j and says that it is not sure", (text) => {
    const { label, confidence } = read(text);
    expect(label).toBe("neutral");
    expect(confidence).toBeLessThan(0.5);
  });

  test("reads the same whatever the case, the width of letters and how long a letter is drawn", () => {
    expect(read("YESSSSSS I'M SO HAPPY")).toEqual(read("yesss i’m so happy"));
    expect(read("ｈａｐｐｙ")).toEqual(read("happy"));
  });

  test("reads no more than the start of a long text", () => {
    const start = "I am so sad. ".repeat(100);
    expect(read(start + "This is wonderful! ".repeat(10_000))).toEqual(read(start));
  });

  test("ships in at most 200 kB", () => {
    expect(statSync(new URL("../../../data/emotion-weights.bin", import.meta.url)).size).toBeLessThan(200_000);
  });
});

describe("text features", () => {
  const sorted = (text: string): readonly number[] => [...textFeatures(text)].toSorted((one, other) => one - other);

  test("are different numbers below the limit, and the same on every call", () => {
    const features = sorted("I can't wait! 本当に？ 😀");
    expect(new Set(features).size).toBe(features.length);
    expect(features.every((feature) => Number.isInteger(feature) && feature >= 0 && feature < featureSpace)).toBe(true);
    expect(sorted("I can't wait! 本当に？ 😀")).toEqual(features);
  });

  test("differ with a negation and with the order of words", () => {
    expect(sorted("not happy")).not.toEqual(sorted("happy"));
    expect(sorted("dog bites man")).not.toEqual(sorted("man bites dog"));
  });
});

describe("the file of weights", () => {
  const rowOf = new Uint8Array(featureSpace);
  rowOf.set([7, 0, 255], 0);
  rowOf[300] = 1;
  rowOf[featureSpace - 1] = 2;
  const rows = new Float32Array(rowCount * emotionLabels.length).map((_weight, index) => (index < 5 ? 0 : index / 8));
  const weights: EmotionWeights = { biases: Float32Array.from([0, 0.25, -0.5, 1, 2]), rows, rowOf };
  const bytes = writeEmotionWeights(weights);

  test("is read as it was written", () => {
    const again = readEmotionWeights(bytes);
    expect(again.biases).toEqual(weights.biases);
    expect(again.rows).toEqual(weights.rows);
    expect(Buffer.from(again.rowOf).equals(weights.rowOf)).toBe(true);
  });

  test.each([
    ["cut", bytes.slice(0, -1)],
    ["longer", Uint8Array.from([...bytes, 0])],
    ["empty", new Uint8Array()],
    ["of another kind", new Uint8Array(10_000).fill(7)],
  ])("is refused when it is %s", (_how, damaged) => {
    expect(() => readEmotionWeights(damaged)).toThrow(/^Cannot read the emotion weights: /);
  });
});
