import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Language } from "../../core/language.ts";
import { createSentenceLimit, splitSentences } from "./sentences.ts";

function limited(pieces: readonly string[], language: Language, sentences = 2): { text: string; closedAt: number } {
  const limit = createSentenceLimit(language, sentences);
  let text = "";
  for (const [index, piece] of pieces.entries()) {
    const pushed = limit.push(piece);
    text += pushed.text;
    if (pushed.isClosed) return { text, closedAt: index };
  }
  return { text: text + limit.flush(), closedAt: -1 };
}

const rows: readonly (readonly [Language, string, string])[] = [
  ["en", "That is sad. I am here. What happened?", "That is sad. I am here."],
  [
    "en",
    "I saw Dr. Smith and Mr. J. R. Jones. He was kind! And then?",
    "I saw Dr. Smith and Mr. J. R. Jones. He was kind!",
  ],
  ["en", "It is 3.5 degrees. Stay in. Please.", "It is 3.5 degrees. Stay in."],
  ["en", "Hmm... I see. Tell me. More.", "Hmm... I see. Tell me."],
  ["en", "You and I. Always. Yes.", "You and I. Always."],
  ["en", 'She said "Go." Then she left. The end.', 'She said "Go." Then she left.'],
  ["zh", "我很难过。我在这里。你怎么了？", "我很难过。我在这里。"],
  ["ja", "かなしいね。ぼくがいるよ。どうしたの？", "かなしいね。ぼくがいるよ。"],
  ["ja", "「だいじょうぶ。」と言ったよ。そうだね。うん。", "「だいじょうぶ。」と言ったよ。そうだね。"],
  ["es", "¡Qué pena! ¿Qué pasó? Cuéntame.", "¡Qué pena! ¿Qué pasó?"],
  ["es", "Vi al Sr. García ayer. Bien. Fin.", "Vi al Sr. García ayer. Bien."],
  ["fr", "Oh non ! Je suis là. Que s'est-il passé ?", "Oh non ! Je suis là."],
  ["fr", "M. Dupont est là. Oui. Non.", "M. Dupont est là. Oui."],
  [
    "de",
    "Am 3. Mai kam Dr. Weber, z. B. mit Kuchen. Schön! Und du?",
    "Am 3. Mai kam Dr. Weber, z. B. mit Kuchen. Schön!",
  ],
  ["ru", "Мне жаль. Я рядом. Что случилось?", "Мне жаль. Я рядом."],
  ["ko", "정말 슬프구나. 내가 여기 있어. 무슨 일이야?", "정말 슬프구나. 내가 여기 있어."],
  ["pt", "Que pena. Estou aqui. O que houve?", "Que pena. Estou aqui."],
  ["it", "Mi dispiace. La sig.ra Rossi lo sa. E poi?", "Mi dispiace. La sig.ra Rossi lo sa."],
];

describe("two sentences", () => {
  test.each(rows)("%s: %s", (language, whole, expected) => {
    expect(limited([whole], language).text).toBe(expected);
    const characters = [...whole];
    const { text, closedAt } = limited(characters, language);
    expect(text).toBe(expected);
    // It ends at the first letter of the third sentence, and not before.
    expect(closedAt).toBeGreaterThanOrEqual([...expected].length);
    expect(closedAt).toBeLessThanOrEqual([...expected].length + 2);
  });

  test("a text with fewer is given out whole", () => {
    expect(limited(["One. ", "Two"], "en").text).toBe("One. Two");
    expect(limited(["No stop at all"], "en").text).toBe("No stop at all");
    expect(limited([], "en").text).toBe("");
  });

  test("a sentence that ends in a digit stays open until a letter follows", () => {
    const limit = createSentenceLimit("en", 1);
    expect(limit.push("It is 3.")).toEqual({ text: "It is 3.", isClosed: false });
    expect(limit.push("5 now.")).toEqual({ text: "5 now.", isClosed: false });
    expect(limit.push(" ")).toEqual({ text: "", isClosed: false });
    expect(limit.push("B")).toEqual({ text: "", isClosed: true });
  });

  test("a beginning digit of the third sentence is not given out", () => {
    expect(limited([..."One. Two. 3 more of them"], "en").text).toBe(limited(["One. Two. 3 more of them"], "en").text);
  });
});

test("however a text is cut, the same is given out", () => {
  const word = fc.constantFrom(
    "Hi",
    " you",
    ".",
    "!",
    "?",
    " ",
    "3",
    "...",
    " Dr",
    "(",
    ")",
    '"',
    "。",
    "你",
    " ja",
    "é",
    "A",
    "😀",
    "\n",
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 14 }),
      fc.constantFrom<Language>("en", "de", "zh", "ja"),
      (words, language) => {
        const whole = limited([words.join("")], language).text;
        expect(limited(words, language).text).toBe(whole);
        expect(limited([...words.join("")], language).text).toBe(whole);
        expect(limited([...words.join("")], language, 4).text).toBe(limited([words.join("")], language, 4).text);
        const wanted = splitSentences(words.join(""), language).slice(0, 2).join("");
        expect(whole.trimEnd()).toBe(wanted.trimEnd());
      },
    ),
    { numRuns: 3000 },
  );
});

test("sentences joined are the text", () => {
  for (const [language, whole] of rows) expect(splitSentences(whole, language).join("")).toBe(whole);
});
