/** What a user's turn is heard as where n-grams alone are misled. */
import { expect, test } from "vitest";
import { createEmotionClassifier } from "./emotion-classifier.ts";
import { readUserEmotion, shownEmotion } from "./user-emotion.ts";

const emotions = createEmotionClassifier();
const heard = (text: string) => readUserEmotion(text, undefined, emotions);

test.each([
  "My grandfather passed away peacefully, he was 98",
  "Mi abuelo falleció en paz, tenía 98 años",
  "Mon grand-père est mort paisiblement, il avait 98 ans",
  "Mein Opa ist friedlich eingeschlafen, er war 98",
  "O meu avô faleceu em paz, tinha 98 anos",
  "Mio nonno è morto serenamente, aveva 98 anni",
  "Мой дедушка тихо умер, ему было 98",
  "爷爷安详地走了，享年98岁",
  "祖父が98歳で安らかに亡くなりました",
  "할아버지가 편안히 돌아가셨어요, 98세셨어요",
])("a death is met as one, however kindly it is told: %j", (text) => {
  expect(shownEmotion(heard(text))).toBe("sad");
});

test("a death of long ago is no joy either", () => {
  expect(heard("My grandfather passed away peacefully twenty years ago").label).not.toBe("happy");
});

test.each([
  "I'm so happy, I got the job!",
  "My dad almost died laughing, it was wonderful!",
  "My cat had kittens, I'm so happy!",
])("%j is joy", (text) => {
  expect(heard(text).label).toBe("happy");
});
