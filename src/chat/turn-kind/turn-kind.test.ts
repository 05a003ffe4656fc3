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
  ["en", "ok bye, talk to you tomorrow", "farewell"],
  ["en", "Alright, good night Ollie", "farewell"],
  ["es", "Bueno, hasta mañana", "farewell"],
  ["de", "Na gut, bis morgen!", "farewell"],
  ["en", "Do you love me?", "affection"],
  ["es", "¿Me quieres?", "affection"],
  ["fr", "Tu m'aimes ?", "affection"],
  ["de", "Magst du mich?", "affection"],
  ["it", "Mi vuoi bene?", "affection"],
  ["pt", "Gostas de mim?", "affection"],
  ["ru", "Ты меня любишь?", "affection"],
  ["zh", "你喜欢我吗？", "affection"],
  ["ja", "ぼくのこと好き？", "affection"],
  ["ko", "나를 좋아해요?", "affection"],
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

test.each<[Language, readonly string[]]>([
  [
    "en",
    [
      "I don't want to live any more",
      "I really don't feel like living anymore",
      "i dont wanna be alive",
      "There's no point in living",
      "I'm tired of living",
      "Everyone would be better off without me",
      "I wish I had never been born",
      "I wish I could just not wake up",
      "life isn't worth living",
      "I just want to die",
      "I feel like jumping off a bridge",
      "He said he is going to kill me",
    ],
  ],
  [
    "es",
    [
      "No tengo ganas de vivir",
      "no quiero vivir mas",
      "La vida no vale la pena",
      "Ojalá no hubiera nacido",
      "quiero morirme",
    ],
  ],
  [
    "fr",
    [
      "je n'ai plus envie de vivre",
      "j'ai plus envie de vivre",
      "À quoi bon vivre ?",
      "je veux plus vivre",
      "J'ai envie de mourir",
    ],
  ],
  [
    "de",
    [
      "Ich möchte nicht mehr leben",
      "Ich habe keine Lust mehr zu leben",
      "mein Leben hat keinen Sinn",
      "Ich wäre lieber tot",
      "ich will sterben",
    ],
  ],
  [
    "pt",
    [
      "não quero viver",
      "Não tenho mais vontade de viver",
      "a vida não vale a pena",
      "estou cansada de viver",
      "queria morrer",
    ],
  ],
  [
    "it",
    [
      "Non ho più voglia di vivere",
      "non voglio vivere",
      "sono stanco di vivere",
      "vorrei essere morta",
      "Voglio morire",
    ],
  ],
  ["ru", ["Мне не хочется жить", "жить больше не хочу", "Нет смысла жить", "лучше бы я умерла", "хочу умереть"]],
  ["zh", ["我不想活了", "活着没意思", "我想死", "没有活下去的勇气"]],
  [
    "ja",
    ["もう死にたい", "生きているのがつらいし、生きる意味がない", "生きていたくない", "生まれてこなければよかった"],
  ],
  ["ko", ["더 이상 살고 싶지 않아", "살기 싫어", "죽고 싶어요", "태어나지 말았어야 했어"]],
])("whoever does not want to live is heard, however it is said in %s", (language, texts) => {
  expect(texts.filter((text) => readTurnKind(text, language) !== "danger")).toEqual([]);
  // The language of a short cry is often misread.
  expect(texts.filter((text) => readTurnKind(text, language === "en" ? "de" : "en") !== "danger")).toEqual([]);
});

test.each<[Language, readonly string[]]>([
  [
    "en",
    [
      "I don't want to live with my parents anymore",
      "I no longer want to live in this town",
      "I could die laughing",
      "I don't want to wake up at six",
      "My job is killing me",
      "my mum is going to kill me",
      "I want to die of embarrassment",
    ],
  ],
  ["es", ["No quiero vivir aquí", "No quiero vivir con mi madre", "Me muero de risa"]],
  ["fr", ["Je ne veux plus vivre ici", "Je n'ai plus envie de vivre à Paris", "j'ai envie de mourir de rire"]],
  ["de", ["Ich will nicht mehr in Berlin leben", "Ich habe keine Lust mehr zu arbeiten"]],
  ["pt", ["Não quero viver aqui", "não quero mais viver com ele"]],
  ["it", ["Non voglio vivere qui", "non voglio più vivere con lui"]],
  ["ru", ["Я не хочу жить здесь", "не хочу жить с родителями"]],
  ["zh", ["我想死你了", "花快死了"]],
  ["ko", ["여기서 살기 싫어"]],
])("where and with whom somebody does not want to live is a story, in %s", (language, texts) => {
  expect(texts.filter((text) => readTurnKind(text, language) === "danger")).toEqual([]);
});

test.each<[Language, string, string | undefined]>([
  ["en", "I'm Dana, nice to meet you", "introduction"],
  ["en", "Hi! My name is Tom.", "introduction"],
  ["en", "you're useless", "insult"],
  ["en", "lol you are weird", "insult"],
  ["en", "You don't even understand what I said", "insult"],
  ["en", "that makes no sense", "insult"],
  ["en", "fuck you", "insult"],
  ["en", "I love you Ollie", "affection"],
  ["en", "aww you're so sweet", "affection"],
  ["en", "What would you do?", "advice"],
  ["en", "any advice?", "advice"],
  ["en", "Do you have a sister?", "about_you"],
  ["en", "Can you sing me a song?", "about_you"],
  ["en", "What's your favourite colour?", "about_you"],
  ["en", "What's the weather like today?", "question"],
  ["en", "Do you think my sister hates me?", "question"],
  ["en", "I love you, but my mother does not", undefined],
  ["en", "My boss called me useless", undefined],
  ["en", "You won't believe what my brother did", undefined],
  ["en", "She is so weird", undefined],
  ["en", "I'm tired, nice dinner though", undefined],
  ["zh", "你好笨", "insult"],
  ["zh", "我喜欢你", "affection"],
  ["zh", "怎么办呢？", "advice"],
  ["zh", "你会唱歌吗？", "about_you"],
  ["zh", "我叫小明", "introduction"],
  ["ja", "うるさい", "insult"],
  ["ja", "君は何が好き？", "about_you"],
  ["ja", "大好きだよ", "affection"],
  ["ja", "どうすればいいの？", "advice"],
  ["ja", "はじめまして、ケンです", "introduction"],
  ["es", "eres tonto", "insult"],
  ["es", "¿Qué harías tú?", "advice"],
  ["es", "te quiero mucho", "affection"],
  ["es", "¿Tienes hermanos?", "about_you"],
  ["es", "Me llamo Ana", "introduction"],
  ["fr", "t'es nul", "insult"],
  ["fr", "tu sais chanter ?", "about_you"],
  ["fr", "je t'aime", "affection"],
  ["fr", "qu'est-ce que je dois faire ?", "advice"],
  ["fr", "Bonjour, je m'appelle Paul", "introduction"],
  ["de", "Du bist doof", "insult"],
  ["de", "Hast du Geschwister?", "about_you"],
  ["de", "Ich hab dich lieb", "affection"],
  ["de", "Was soll ich tun?", "advice"],
  ["de", "Hallo, ich heiße Jana", "introduction"],
  ["ru", "ты тупой", "insult"],
  ["ru", "Ты кто?", "who_are_you"],
  ["ru", "У тебя есть сестра?", "about_you"],
  ["ru", "я тебя люблю", "affection"],
  ["ru", "что мне делать?", "advice"],
  ["ru", "Меня зовут Аня", "introduction"],
  ["ko", "바보야", "insult"],
  ["ko", "넌 이름이 뭐야?", "who_are_you"],
  ["ko", "사랑해", "affection"],
  ["ko", "어떻게 해야 할까?", "advice"],
  ["ko", "노래 불러 줘", "about_you"],
  ["pt", "você é burro", "insult"],
  ["pt", "Você tem irmãos?", "about_you"],
  ["pt", "gosto muito de ti", "affection"],
  ["pt", "O que devo fazer?", "advice"],
  ["it", "sei stupido", "insult"],
  ["it", "Hai fratelli?", "about_you"],
  ["it", "ti voglio bene", "affection"],
  ["it", "Che cosa devo fare?", "advice"],
])("what is said to the persona itself, in %s: %j is %s", (language, text, kind) => {
  expect(readTurnKind(text, language)).toBe(kind);
});

test("a question in which a feeling shows, or may, is none; a danger is one in any feeling", () => {
  const ask = "Why does nobody like me?";
  expect(unfeltTurnKind(ask, "en", { label: "sad", shown: "sad" })).toBeUndefined();
  expect(unfeltTurnKind(ask, "en", { label: "sad", shown: "neutral" })).toBeUndefined();
  expect(unfeltTurnKind("Why is the sky blue?", "en", { label: "sad", shown: "neutral" })).toBe("question");
  expect(unfeltTurnKind("How old are you?", "en", { label: "surprised", shown: "surprised" })).toBe("about_you");
  expect(unfeltTurnKind("Do you hate me?", "en", { label: "sad", shown: "sad" })).toBeUndefined();
  expect(unfeltTurnKind("I want to kill myself", "en", { label: "sad", shown: "sad" })).toBe("danger");
});

test.each<[Language, string, string | undefined]>([
  ["en", "I passed!!!", "success"],
  ["en", "I got the job!", "success"],
  ["en", "omg we won the match", "success"],
  ["en", "I finally passed my driving test", "success"],
  ["en", "She said yes!", "success"],
  ["en", "I'm pregnant", "success"],
  ["en", "I passed out on the bus", undefined],
  ["en", "I got in trouble", undefined],
  ["en", "I won't go", undefined],
  ["en", "I didn't get the job", undefined],
  ["en", "I got the job but my best friend did not", undefined],
  ["en", "My grandma died last night.", "bereavement"],
  ["en", "our old dog Rex passed away", "bereavement"],
  ["en", "my brother almost died", undefined],
  ["en", "my little dog died", "bereavement"],
  ["en", "I lost my mother to cancer", "bereavement"],
  ["en", "I lost my mother at the market", undefined],
  ["en", "my phone died", "mishap"],
  ["en", "I lost my keys", "mishap"],
  ["en", "ugh, I missed the bus again", "mishap"],
  ["en", "I dropped my favorite mug", "mishap"],
  ["en", "I lost my job", undefined],
  ["en", "I broke my leg", undefined],
  ["en", "I lost my keys and now my wife is furious", undefined],
  ["es", "¡Aprobé!", "success"],
  ["es", "¡Me dieron el trabajo!", "success"],
  ["es", "Se murió mi abuela", "bereavement"],
  ["es", "He perdido las llaves", "mishap"],
  ["fr", "J'ai réussi mon examen !", "success"],
  ["fr", "J'ai eu le poste !", "success"],
  ["fr", "Ma grand-mère est morte hier.", "bereavement"],
  ["fr", "J'ai perdu mes clés", "mishap"],
  ["de", "Ich hab bestanden!!!", "success"],
  ["de", "Ich habe den Job bekommen!", "success"],
  ["de", "Meine Oma ist gestorben.", "bereavement"],
  ["de", "Ich habe meinen Schlüssel verloren", "mishap"],
  ["it", "Ho passato l'esame!", "success"],
  ["it", "È morto il mio cane", "bereavement"],
  ["it", "Ho perso le chiavi", "mishap"],
  ["pt", "Passei no exame!", "success"],
  ["pt", "O meu avô morreu ontem", "bereavement"],
  ["pt", "Perdi as chaves", "mishap"],
  ["ru", "Я сдала экзамен!", "success"],
  ["ru", "Меня взяли на работу!", "success"],
  ["ru", "У меня умерла бабушка", "bereavement"],
  ["ru", "Я потерял ключи", "mishap"],
  ["zh", "我考上大学了！", "success"],
  ["zh", "奶奶去世了", "bereavement"],
  ["zh", "我的钥匙丢了", "mishap"],
  ["ja", "試験に合格した！", "success"],
  ["ja", "おばあちゃんが亡くなった", "bereavement"],
  ["ja", "鍵をなくした", "mishap"],
  ["ko", "시험에 합격했어요!", "success"],
  ["ko", "할머니가 돌아가셨어요", "bereavement"],
  ["ko", "열쇠를 잃어버렸어요", "mishap"],
])("news of a few words, in %s: %j is %s", (language, text, kind) => {
  expect(readTurnKind(text, language)).toBe(kind);
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

/** Condolences are for a death. */
const deaths: Readonly<Record<Language, string>> = {
  en: "My grandma died.",
  es: "Se murió mi abuela.",
  fr: "Ma grand-mère est morte.",
  de: "Meine Oma ist gestorben.",
  it: "È morta la mia nonna.",
  pt: "A minha avó morreu.",
  ru: "У меня умерла бабушка.",
  zh: "奶奶去世了。",
  ja: "おばあちゃんが亡くなった。",
  ko: "할머니가 돌아가셨어요.",
};

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
        userText: kind === "bereavement" ? deaths[language] : "…",
        felt: "neutral" as const,
        isFeltCertain: false,
        exampleTexts: [],
        identifier,
      };
      expect(judgeOpening(line, context), line).toEqual({ kind: "good" });
    }
  }
});
