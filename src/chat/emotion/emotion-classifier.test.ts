import { statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { emotionLabels } from "../../core/emotion.ts";
import { createEmotionClassifier } from "./emotion-classifier.ts";
import { readEmotionWeights, writeEmotionWeights, type EmotionWeights } from "./emotion-weights.ts";
import { textFeatures } from "./text-features.ts";

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
      "hi there | hey | Hello! | hey, quick question | good morning everyone | how's it going? | thanks, that helps",
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
    const { label, confidence } = read(text);
    // Below 0.5 a language model is not told of the feeling.
    expect(label === "neutral" || confidence < 0.5, `${label} ${confidence}`).toBe(true);
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

  test("ships in less than 150 kB", () => {
    expect(statSync(new URL("../../../data/emotion-weights.bin", import.meta.url)).size).toBeLessThan(150_000);
  });
});

describe("text features", () => {
  test("are different buckets inside the table, and the same on every call", () => {
    const features = textFeatures("I can't wait! 本当に？ 😀", 1000);
    expect(new Set(features).size).toBe(features.length);
    expect(features.every((bucket) => Number.isInteger(bucket) && bucket >= 0 && bucket < 1000)).toBe(true);
    expect(textFeatures("I can't wait! 本当に？ 😀", 1000)).toEqual(features);
  });

  test("tell a negation and an order of words apart", () => {
    const of = (text: string): readonly number[] => textFeatures(text, 2 ** 32).toSorted((one, other) => one - other);
    expect(of("not happy")).not.toEqual(of("happy"));
    expect(of("dog bites man")).not.toEqual(of("man bites dog"));
  });
});

describe("the file of weights", () => {
  const weights: EmotionWeights = {
    bucketCount: 2,
    scale: 0.5,
    temperature: 2,
    biases: [0, 0.25, -0.5, 1, 2],
    values: Int8Array.from([1, -49, 49, 0, 25, -1, 4, 9, -16, 36]),
  };

  test("is read as it was written", () => {
    expect(readEmotionWeights(writeEmotionWeights(weights))).toEqual(weights);
  });

  test.each([
    ["cut", writeEmotionWeights(weights).slice(0, -1)],
    ["empty", new Uint8Array()],
    ["of another kind", new Uint8Array(50).fill(7)],
  ])("is refused when it is %s", (_how, bytes) => {
    expect(() => readEmotionWeights(bytes)).toThrow(/^Cannot read the emotion weights/);
  });
});
