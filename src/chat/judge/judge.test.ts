import { describe, expect, test } from "vitest";
import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import type { JudgeContext } from "./judge-context.ts";
import { judgeOpening } from "./judge-opening.ts";
import { createRunningJudge } from "./running-judge.ts";
import type { RejectReason, Verdict } from "./verdict.ts";

const identifier = createLanguageIdentifier();

function context(
  userText: string,
  felt: EmotionLabel = "neutral",
  language: Language = "en",
  rest: Partial<JudgeContext> = {},
): JudgeContext {
  return { language, userText, felt, isFeltCertain: true, exampleTexts: [], identifier, ...rest };
}

function reasonOf(verdict: Verdict): RejectReason | "good" {
  return verdict.kind === "good" ? "good" : verdict.reason;
}

const bad: readonly (readonly [RejectReason, string, JudgeContext])[] = [
  ["script", "それはすてきだね！もっと聞かせて。", context("I had a rough day at work.", "sad")],
  ["script", "听起来真好。", context("오늘 저녁은 파스타예요.", "neutral", "ko")],
  ["script", "今日天气很好我很喜欢你的故事", context("いま、お茶をいれてるところ。", "neutral", "ja")],
  ["script", "Привет, how are you doing today my friend?", context("Я завариваю чай.", "neutral", "ru")],
  ["language", "Das klingt gemütlich. Welche Sorte ist es denn heute?", context("I'm making tea.")],
  ["language", "That sounds really nice, what kind of tea is it?", context("Estoy preparando un té.", "neutral", "es")],
  ["echo", "I have a dentist appointment on Thursday.", context("I have a dentist appointment on Thursday.")],
  [
    "echo",
    "My dog died last night and the house is so quiet.",
    context("My dog died last night and the house is so quiet.", "sad"),
  ],
  ["echo", "我正在泡茶。", context("我正在泡茶。", "neutral", "zh")],
  ["role_marker", "User: I'm making tea.", context("I'm making tea.")],
  ["role_marker", "Nice.\nAssistant: What kind?", context("I'm making tea.")],
  ["control_mark", "Nice!<|im_end|>", context("I'm making tea.")],
  ["control_mark", "[INST] Say something nice [/INST]", context("I'm making tea.")],
  ["reasoning", "<think>The user makes tea.", context("I'm making tea.")],
  ["reasoning", "Okay, the user is making tea. I should ask.", context("I'm making tea.")],
  ["ai_talk", "As an AI language model, I do not drink tea.", context("I'm making tea.")],
  ["ai_talk", "Als KI trinke ich keinen Tee, aber es klingt gemütlich.", context("Ich koche Tee.", "neutral", "de")],
  ["ai_talk", "作为一个人工智能，我不能喝茶。", context("我正在泡茶。", "neutral", "zh")],
  ["instructions", "I will answer in two short sentences.", context("I'm making tea.")],
  ["repeated_sentence", "How about you today? How about you today?", context("I'm making tea.")],
  ["repeated_words", "it is a lot and it is a lot and it is a lot and it is a lot", context("I'm tired.", "sad")],
  [
    "repeated_words",
    "很好很好很好很好很好很好很好很好很好很好很好很好很好很好",
    context("我正在泡茶。", "neutral", "zh"),
  ],
  ["condolence", "I am so sorry for your loss.", context("I failed the exam again.", "sad")],
  [
    "condolence",
    "Mein Beileid, das ist wirklich schwer.",
    context("Ich habe die Prüfung nicht bestanden.", "sad", "de"),
  ],
  ["condolence", "ご冥福をお祈りします。", context("試験に落ちちゃった。", "sad", "ja")],
  ["tone", "Your grandmother is in the hospital, how wonderful!", context("My grandma is ill.", "sad")],
  ["tone", "No worries, no worries at all.", context("They lost my suitcase.", "angry")],
  ["tone", "What did you do to make that happen?", context("My teacher called me lazy.", "angry")],
  ["tone", "I'm so sorry to hear that.", context("I passed my driving test!", "happy")],
  ["tone", "Qué bien, me alegro.", context("Mi perro murió ayer.", "sad", "es")],
  ["tone", "おめでとう！よかったね。", context("犬が死んでしまった。", "sad", "ja")],
  [
    "example_leak",
    "What was your goldfish like?",
    context("I lost my keys.", "sad", "en", { exampleTexts: ["My goldfish died."] }),
  ],
  ["empty", " \n ", context("I'm making tea.")],
];

describe("what a person must not see", () => {
  test.each(bad)("%s: %s", (reason, text, given) => {
    expect(reasonOf(judgeOpening(text, given))).toBe(reason);
  });
});

const kept: readonly (readonly [string, string, JudgeContext])[] = [
  ["a name in another script", "听起来 Anna 很开心，你们去了哪里？", context("我和 Anna 出去玩了。", "happy", "zh")],
  ["a borrowed word", "iPhone がこわれたんだね、それはこまるね。", context("iPhone がこわれた。", "sad", "ja")],
  ["a short word that several languages have", "Oh no!", context("My dog ran away.", "sad")],
  [
    "the user's words taken up",
    "Your grandmother is in the hospital, that must be so hard. How is she today?",
    context("My grandmother is in the hospital.", "sad"),
  ],
  [
    "condolence after a death",
    "I'm so sorry for your loss. What was he like?",
    context("My grandfather died on Sunday.", "sad"),
  ],
  [
    "condolence after a death that was told before",
    "I am so sorry for your loss.",
    context("I miss him.", "sad", "en", { earlierText: "My dad passed away in May." }),
  ],
  ["an honest answer to who asks", "I am an AI, but I like listening to you.", context("Are you a real person?")],
  ["joy with the happy", "That's wonderful, congratulations!", context("I passed my driving test!", "happy")],
  [
    "a wish for the sad",
    "I wish I could give you a hug. It is not wonderful at all.",
    context("I miss my mom.", "sad"),
  ],
  ["anger on the side of the angry", "That's terrible, I would be angry too.", context("He lied to me.", "angry")],
  ["joy where the feeling is doubtful", "That's great!", context("I quit.", "sad", "en", { isFeltCertain: false })],
  ["laughter", "Ha ha ha ha, that is funny!", context("My cat fell into the laundry.", "happy")],
  ["the same short word twice", "No. No. That is not fair.", context("They cheated.", "angry")],
  [
    "a word of the examples that the user said",
    "What was your goldfish like?",
    context("I miss my goldfish.", "sad", "en", { exampleTexts: ["My goldfish died."] }),
  ],
  ["a user who speaks of users", "What did the user tell you?", context("The user of our app wrote to me again.")],
  ["a colon in a sentence", "One thing: you are not alone in this.", context("I feel lonely.", "sad")],
  ["a person who is smaller than three", "I <3 that, what a day!", context("We danced all night.", "happy")],
  [
    "French with its spaces",
    "Quelle belle journée ! Tu as fait quoi ?",
    context("On est allés à la mer.", "happy", "fr"),
  ],
  ["Portuguese near to Spanish", "Que bom, fico muito feliz por ti.", context("Passei no exame!", "happy", "pt")],
];

describe("what must not be rejected", () => {
  test.each(kept)("%s: %s", (_, text, given) => {
    expect(judgeOpening(text, given)).toEqual({ kind: "good" });
  });
});

/** Pushes a text in chunks of `size` characters; what was given out after each, and the last verdict. */
function run(text: string, given: JudgeContext, size = 3): { shown: string; steps: string[]; reason: string } {
  const judge = createRunningJudge(given);
  let shown = "";
  const steps: string[] = [];
  let last = "good";
  for (let index = 0; index < text.length; index += size) {
    const judged = judge.push(text.slice(index, index + size));
    shown += judged.text;
    steps.push(shown);
    last = reasonOf(judged.verdict);
  }
  const end = judge.flush();
  return { shown: shown + end.text, steps, reason: last === "good" ? reasonOf(end.verdict) : last };
}

describe("a reply that is judged while it comes", () => {
  test.each([1, 2, 7, 1000])("is given out whole when it is good, in chunks of %i", (size) => {
    const text = "I'm so sorry, that sounds really hard. What was your dog like? It is 3.5 km to the lake.";
    expect(run(text, context("My dog died.", "sad"), size)).toMatchObject({ shown: text, reason: "good" });
  });

  test("shows nothing of a bad opening", () => {
    const { shown, reason } = run("How wonderful! What was he like?", context("My dog died.", "sad"));
    expect({ shown, reason }).toEqual({ shown: "", reason: "tone" });
  });

  test("ends at the last good sentence", () => {
    const { shown, reason } = run("That sounds hard. How wonderful for you! And so on.", context("I failed.", "sad"));
    expect({ shown: shown.trim(), reason }).toEqual({ shown: "That sounds hard.", reason: "tone" });
  });

  test("ends before a loop", () => {
    const { shown, reason } = run("That sounds hard. Tell me more now. Tell me more now.", context("I failed.", "sad"));
    expect({ shown: shown.trim(), reason }).toEqual({
      shown: "That sounds hard. Tell me more now.",
      reason: "repeated_sentence",
    });
  });

  test("ends before a sentence in another language", () => {
    const text = "That sounds hard. Das tut mir wirklich sehr leid für dich, mein Freund.";
    expect(run(text, context("I failed.", "sad"))).toMatchObject({ reason: "language" });
  });

  test("holds back a mark that is still open", () => {
    const { steps } = run("That sounds hard. <|im_end|>", context("I failed.", "sad"), 1);
    expect(steps.every((shown) => !shown.includes("<"))).toBe(true);
  });

  test("gives out words before a long sentence ends", () => {
    const words =
      "I think that it must have been a very long and hard day for you and for all the others who had to wait";
    const { steps } = run(words, context("I waited all day.", "sad"), 1);
    expect(steps.at(60)?.length).toBeGreaterThan(30);
  });

  test("judges no word before it is whole", () => {
    const judge = createRunningJudge(context("I failed.", "sad"));
    judge.push("I know how hard this is and how long you had to ");
    const judged = judge.push("work for it, and how lovely");
    expect(judged.verdict.kind).toBe("good");
  });
});
