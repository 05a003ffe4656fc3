import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages, type Language } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { judgeOpening } from "../judge/judge-opening.ts";
import { builtInPersonas } from "../persona/built-in-folder.ts";
import { loadPersonas } from "../persona/load-personas.ts";
import { readTurnKind, unfeltTurnKind } from "./read-turn-kind.ts";
import { turnKinds } from "./turn-kinds.ts";

test.each<[Language, string, string | undefined]>([
  ["en", "hi", "greeting"],
  ["en", "Hello there!", "greeting"],
  ["en", "hey, how are you?", "how_are_you"],
  ["en", "Who are you?", "who_are_you"],
  ["en", "thanks, that helps", "thanks"],
  ["en", "Thank you so much", "thanks"],
  ["en", "ok", "acknowledgement"],
  ["en", "bye!", "farewell"],
  ["en", "What should I cook tonight", "question"],
  ["en", "Tell me a joke", "question"],
  ["en", "Thank you for listening. Good night!", "farewell"],
  ["en", "Ok, thanks! Bye", "farewell"],
  ["en", "Hi Ollie! How are you?", "how_are_you"],
  ["en", "Good night! Tomorrow is my exam.", undefined],
  ["en", "Hello. My cat died.", undefined],
  ["en", "Thanks, but she lied to me.", undefined],
  ["de", "Danke fürs Zuhören. Gute Nacht!", "farewell"],
  ["ja", "ありがとう。おやすみ！", "farewell"],
  ["en", "I want to die", "danger"],
  ["en", "sometimes i think about ending it all", "danger"],
  ["en", "I'm making tea.", undefined],
  ["en", "Good morning, my cat had kittens", undefined],
  ["en", "Thanks to my brother we missed the bus", undefined],
  ["en", "No, she lied to me again", undefined],
  ["en", "Guess what?", undefined],
  ["en", "What? They closed my school for good, just like that.", undefined],
  ["en", "My grandma bought a motorcycle, can you believe it?", undefined],
  ["en", "I cut myself while peeling potatoes", undefined],
  ["de", "Hallo!", "greeting"],
  ["de", "Ich will nicht mehr leben", "danger"],
  ["de", "Mein Bruder schlägt mich immer im Schach", undefined],
  ["es", "hola, ¿qué tal?", "how_are_you"],
  ["es", "Quiero cortarme el pelo", undefined],
  ["fr", "Merci beaucoup", "thanks"],
  ["it", "Chi sei?", "who_are_you"],
  ["pt", "Boa noite", "farewell"],
  ["ru", "Спасибо!", "thanks"],
  ["zh", "你好", "greeting"],
  ["zh", "我想死你了", undefined],
  ["zh", "不想活了", "danger"],
  ["ja", "ありがとう", "thanks"],
  ["ja", "もう消えたい", "danger"],
  ["ja", "今夜はパスタにしようかな。", undefined],
  ["ko", "안녕하세요", "greeting"],
])("in %s, the kind of %j is %s", (language, text, kind) => {
  expect(readTurnKind(text, language)).toBe(kind);
});

test("a question in which a feeling shows, or may, is none; a danger is one in any feeling", () => {
  const ask = "Why does nobody like me?";
  expect(unfeltTurnKind(ask, "en", { label: "sad", shown: "sad" })).toBeUndefined();
  expect(unfeltTurnKind(ask, "en", { label: "sad", shown: "neutral" })).toBeUndefined();
  expect(unfeltTurnKind("Why is the sky blue?", "en", { label: "sad", shown: "neutral" })).toBe("question");
  expect(unfeltTurnKind("I want to kill myself", "en", { label: "sad", shown: "sad" })).toBe("danger");
});

test("lines that people say to a companion are stories, but for one in a thousand", () => {
  const taken = languages.flatMap((language) =>
    readFileSync(`eval/lines/${language}.txt`, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("#"))
      .filter((line) => readTurnKind(line, language) !== undefined),
  );
  expect(taken).toEqual([]);
});

test.each(languages)("Ollie has lines for each kind in %s, and the judge rejects none of them", async (language) => {
  const { files } = await loadPersonas([builtInPersonas()]);
  const ollie = files.find(({ persona }) => persona.name === "ollie")?.persona;
  const identifier = createLanguageIdentifier();
  for (const kind of turnKinds) {
    const lines = ollie?.writtenTurns[kind]?.lines[language] ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) {
      const context = {
        language,
        userText: "…",
        felt: "neutral" as const,
        isFeltCertain: false,
        exampleTexts: [],
        identifier,
      };
      expect(judgeOpening(line, context), line).toEqual({ kind: "good" });
    }
  }
});
