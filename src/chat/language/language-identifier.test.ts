import { describe, expect, test } from "vitest";
import { languages, type Language } from "../../core/language.ts";
import { createLanguageIdentifier } from "./language-identifier.ts";

const { identify, isForeign } = createLanguageIdentifier();

/** Written for this test, as people write to a chat: short, and some of one word. */
const sentences: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "Thanks!",
    "I'm so tired today",
    "No idea",
    "What did you say?",
    "My cat is sick",
    "See you tomorrow then",
    "that's fine",
    "Can we talk?",
    "I got the job!",
    "leave me alone",
    "Hello",
  ],
  zh: [
    "你好",
    "我今天很累",
    "谢谢你",
    "为什么？",
    "我不知道怎么办",
    "明天见",
    "他走了",
    "太好了！",
    "晚上吃什么",
    "不要",
  ],
  ja: [
    "こんにちは",
    "ありがとう",
    "今日は疲れた",
    "どうして？",
    "わかりません",
    "また明日",
    "好きです",
    "え、本当？",
    "ラーメン",
    "眠い",
  ],
  es: [
    "Gracias",
    "Estoy muy cansado hoy",
    "No sé qué hacer",
    "¿Cómo estás?",
    "Mi gato está enfermo",
    "Hasta mañana",
    "Te quiero",
    "¡Qué bien!",
    "Me duele la cabeza",
    "Tengo hambre",
    "Buenas noches",
    "Mi gato se ha perdido.",
    "Se ha roto mi bici",
    "Mi hermana ha aprobado",
    "Me han robado la bici",
    "Ya no me habla",
  ],
  fr: [
    "Merci",
    "Je suis fatiguée",
    "Je ne sais pas",
    "Ça va ?",
    "Mon chat est malade",
    "À demain",
    "Oui",
    "C'est super !",
    "J'ai mal à la tête",
    "Bonne nuit",
    "Laisse-moi tranquille",
  ],
  de: [
    "Ja",
    "Danke",
    "Ich bin müde",
    "Keine Ahnung",
    "Wie geht's?",
    "Meine Katze ist krank",
    "Bis morgen",
    "Nein",
    "Das ist toll!",
    "Gute Nacht",
    "Lass mich in Ruhe",
  ],
  ru: [
    "Привет",
    "Спасибо",
    "Я устал",
    "Почему?",
    "Не знаю",
    "До завтра",
    "Мне грустно",
    "Да",
    "Как дела?",
    "Всё хорошо",
  ],
  ko: ["안녕", "고마워", "오늘 너무 피곤해", "왜?", "모르겠어", "내일 봐", "보고 싶어", "네", "뭐 해?", "배고파"],
  pt: [
    "Obrigada",
    "Estou muito cansado hoje",
    "Não sei o que fazer",
    "Tudo bem?",
    "Meu gato está doente",
    "Até amanhã",
    "Eu te amo",
    "Que bom!",
    "Estou com dor de cabeça",
    "Boa noite",
    "Oi",
    "O meu gato fugiu ontem",
    "Já não fala comigo",
  ],
  it: [
    "Grazie",
    "Sono molto stanca oggi",
    "Non so cosa fare",
    "Come stai?",
    "Il mio gatto è malato",
    "A domani",
    "Ti voglio bene",
    "Che bello!",
    "Ho mal di testa",
    "Buonanotte",
    "Ciao",
    "Si è rotta la mia bici",
    "Mia sorella ha vinto",
    "Ha perso il treno",
  ],
};

describe("the language identifier", () => {
  const judged = languages.flatMap((language) =>
    sentences[language].map((text) => ({ language, text, reading: identify(text) })),
  );

  test("is right on at least 95 % of short sentences in ten languages", () => {
    const wrong = judged.filter(({ language, reading }) => reading?.language !== language);
    expect(judged.length).toBeGreaterThanOrEqual(80);
    expect(wrong.length / judged.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(0.05);
  });

  test("is surer of what it has right than of what it has wrong, and never quite sure", () => {
    const confidences = judged.map(({ reading }) => reading?.confidence ?? 0);
    expect(Math.max(...confidences)).toBeLessThan(1);
    const sure = judged.filter(({ reading }) => (reading?.confidence ?? 0) >= 0.8);
    expect(sure.length).toBeGreaterThan(judged.length / 2);
    const right = sure.filter(({ language, reading }) => reading?.language === language);
    expect(right.length / sure.length).toBeGreaterThanOrEqual(0.97);
  });

  test.each([
    ["hello", "en"],
    ["Hello!", "en"],
    ["hey hello", "en"],
    ["hello ollie", "en"],
    ["help me", "en"],
    ["Tell me a joke", "en"],
    ["salut", "fr"],
    ["Cuéntame un chiste", "es"],
    ["Super", "de"],
    ["conta uma piada", "pt"],
    ["ciao", "it"],
  ])("knows %s, with which people begin", (text, language) => {
    expect(identify(text)).toMatchObject({ language });
  });

  test.each(["No.", "No", "Si", "Ok", "Non"])("is not sure of %s, which several languages say", (text) => {
    expect(identify(text)?.confidence ?? 0).toBeLessThan(0.8);
  });

  test.each(["", "   ", "42", "3.14 + 7 = ?", "😀🎉", "…!?", "مرحبا"])("has no hint for %j", (text) => {
    expect(identify(text)).toBeUndefined();
  });

  test.each([
    ["iPhone が こわれた", "ja"],
    ["我买了一台 MacBook", "zh"],
    ["Netflix 보고 있어", "ko"],
    ["Смотрю YouTube", "ru"],
    ["I love 寿司 and ramen so much", "en"],
    ["Ich esse heute 寿司 mit meiner Schwester", "de"],
  ])("goes by the larger part of %s", (text, language) => {
    expect(identify(text)).toMatchObject({ language, source: "text" });
  });

  test("reads no more than the start of a long text", () => {
    const start = "Je suis allé au marché ce matin avec ma sœur. ".repeat(14);
    const long = start + "I went to the market this morning. ".repeat(300);
    expect(long.length).toBeGreaterThan(10_000);
    expect(identify(long)).toEqual(identify(start));
  });

  test.each([
    "http://example.com",
    "https://example.com/una/casa/muy/grande?y=el",
    "www.example.org",
    "example.com/le/chat",
    "anna.perez@example.org",
    "/usr/local/bin/node",
    "~/documents/el/perro.txt",
    "D:\\texte\\mein_Text.txt",
    "src/chat/language/index.ts",
    "const una = la(casa);",
    "`npm install`",
    "npm install lodash",
    "```js\nlet casa = el.perro();\n```",
    "if (x > 0) {\n  return el.casa;\n}",
  ])("takes no word of %j for a language's", (text) => {
    expect(identify(text)).toBeUndefined();
  });

  test.each([
    ["See https://github.com/foo/bar", "en"],
    ["Look at https://example.com/una/casa/muy/grande please", "en"],
    ["Schau dir bitte https://example.com/the/big/house an", "de"],
    ["Je t'ai écrit à the.big.house@example.com hier", "fr"],
    ["let me know if you import fruit", "en"],
    ["if (you) come, please bring wine", "en"],
    ["my friend(s) and he/she", "en"],
    ["That is fine.It is not a problem", "en"],
  ])("reads the words around addresses and code: %j", (text, language) => {
    expect(identify(text)).toMatchObject({ language });
    expect(identify(text)?.confidence).toBeGreaterThan(0.6);
  });

  const others = [
    "Hoe gaat het met je?",
    "Ik ben verdrietig",
    "mijn hond is dood",
    "Dank je wel",
    "Hej, hur mår du?",
    "Jag är ledsen",
    "Jag mår inte så bra idag",
    "Jeg er trist",
    "Jeg har det ikke så godt",
    "Hvordan har du det?",
    "Hva skjer med deg?",
    "Olen surullinen",
    "Minulla on ikävä",
    "Mitä kuuluu?",
    "Jestem smutny",
    "Paris",
  ];

  test.each(others)("claims %j for none of the ten", (text) => {
    expect(identify(text)?.confidence ?? 0).toBeLessThan(0.6);
  });

  test("knows a text in none of the ten from one in any of them, and from a name", () => {
    const longer = others.filter((text) => text.split(" ").length > 2);
    expect(longer.filter((text) => isForeign?.(text) !== true)).toEqual([]);
    const all = languages.flatMap((language) => sentences[language]);
    expect([...all, "Anna", "42", ""].filter((text) => isForeign?.(text) !== false)).toEqual([]);
  });
});
