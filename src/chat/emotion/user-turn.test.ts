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
])("a death is met as one, however kindly it is said: %j", (text) => {
  expect(shownEmotion(heard(text))).toBe("sad");
});

test("a death of long ago is no joy either", () => {
  expect(heard("My grandfather passed away peacefully twenty years ago").label).not.toBe("happy");
});

test.each([
  "Not too bad, I went to see my grandmother today and she made us pancakes.",
  "Not too bad",
  "not bad",
  "Can't complain",
  "No está mal, hoy fui a ver a mi abuela",
  "Pas mal, j'ai vu ma grand-mère aujourd'hui",
  "Nicht schlecht, ich war heute bei meiner Oma",
  "Não está mal, fui ver a minha avó",
  "Non c'è male, sono andata da mia nonna",
  "Неплохо, ходила к бабушке",
  "还不错，今天去看了奶奶",
  "悪くないよ、今日はおばあちゃんに会ってきた",
  "나쁘지 않아, 오늘 할머니를 만났어",
  "My girlfriend is pregnant",
  "Mi novia está embarazada",
  "Ma copine est enceinte",
  "Meine Freundin ist schwanger",
  "Minha namorada está grávida",
  "La mia ragazza è incinta",
  "Моя девушка беременна",
  "我女朋友怀孕了",
  "彼女が妊娠した",
  "여자친구가 임신했어",
  "I quit smoking a year ago",
  "I've been sober for three years",
  "Dejé de fumar hace un año",
  "J'ai arrêté de fumer il y a un an",
  "Ich habe vor einem Jahr mit dem Rauchen aufgehört",
  "Parei de fumar há um ano",
  "Ho smesso di fumare un anno fa",
  "Я бросил курить год назад",
  "我一年前戒烟了",
  "1年前にタバコをやめた",
  "1년 전에 담배를 끊었어",
])("%j is no trouble", (text) => {
  expect(["sad", "angry"]).not.toContain(heard(text).label);
});

test.each([
  ["Not too bad, but I miss my dad so much that I cry every night", "sad"],
  ["My girlfriend is pregnant and she left me, I am heartbroken", "sad"],
  ["I quit smoking a year ago and I'm furious that he smokes in my room", "angry"],
  ["It is bad, really bad. I feel so alone", "sad"],
  ["My phone died", "sad"],
  ["I'm not happy at all", "sad"],
])("the other words of %j are heard", (text, label) => {
  expect(heard(text).label).toBe(label);
});

test.each([
  "I'm so happy, I got the job!",
  "My dad almost died laughing, it was wonderful!",
  "My cat had kittens, I'm so happy!",
])("%j is joy", (text) => {
  expect(heard(text).label).toBe("happy");
});
