/**
 * Judges the beginning of a reply before any of it is shown. Pure, and streaming-safe: what is judged bad stays bad
 * however the text goes on, as the last word is looked at only once it is whole (`isWhole`).
 */
import type { Language } from "../../core/language.ts";
import { splitSentences } from "../brevity/sentences.ts";
import type { JudgeContext } from "./judge-context.ts";
import { echoedWords } from "./echo.ts";
import { leakedWord } from "./example-leak.ts";
import { findControlMark, findReasoning, findRoleMarker, findSpeaker } from "./marks.ts";
import { phraseMatcher, plainForm } from "./phrase-matcher.ts";
import { aiTalk, asksWhatYouAre, instructionTalk } from "./phrases/ai-talk.ts";
import { condolences, deaths } from "./phrases/condolence.ts";
import { prepareContext } from "./prepared-context.ts";
import { inventedName } from "./invented-name.ts";
import { isNoLanguage } from "./no-language.ts";
import { repeatedSentence, repeatedWords } from "./repetition.ts";
import { isOtherScript } from "./script.ts";
import { contradictedTone } from "./tone.ts";
import { good, reject, type Verdict } from "./verdict.ts";

/** Sure enough, and enough letters to be sure: measured without a false alarm on replies of real weights. */
const otherLanguageFrom = 0.6;
const fewestLetters = 15;

/** "Ha ha ha", "oh", "wow": said in every language, and taken for any. */
const interjection = /(?<!\p{L})(?:(\p{L}{1,3})(?:[\s,-]*\1)+|oh|ah|aw+|wow|hm+)(?!\p{L})/giu;

const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** In front of a reply, where the prompt asks for it; not shown. */
const emotionTag = /^\s*\((?:happy|sad|angry|neutral|surprised)\)\s*/i;

const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const findAiTalk = phraseMatcher(aiTalk);
const findQuestion = phraseMatcher(asksWhatYouAre);
const findInstructionTalk = phraseMatcher(instructionTalk);
const findCondolence = phraseMatcher(condolences);
const findDeath = phraseMatcher(deaths);

/** @param isWhole nothing will be added to the text, or not to its last word */
export function judgeOpening(text: string, context: JudgeContext, isWhole = true): Verdict {
  const read = (isWhole ? text : wholeWords(text)).replace(emotionTag, "");
  const marked = judgeMarks(text, context);
  if (marked !== undefined) return marked;
  if (isWhole && !visible.test(text)) return reject("empty", "");
  return judgeLanguage(read, context) ?? judgeWords(read, context, isWhole) ?? good;
}

/**
 * Judges what came behind a good opening.
 * @param text as much of the reply, its end, as a loop may span
 * @param added what was not judged before: an opening in the right language says nothing about the sentence behind it
 */
export function judgeContinuation(text: string, added: string, context: JudgeContext, isWhole: boolean): Verdict {
  const read = isWhole ? text : wholeWords(text);
  return judgeMarks(text, context) ?? judgeLanguage(added, context) ?? judgeWords(read, context, isWhole) ?? good;
}

function judgeMarks(text: string, { rules = "persona" }: JudgeContext): Verdict | undefined {
  const mark = findControlMark(text);
  if (mark !== undefined) return reject("control_mark", mark);
  const marker = rules === "persona" ? findRoleMarker(text) : findSpeaker(text);
  if (marker !== undefined) return reject("role_marker", marker);
  const reasoning = findReasoning(text);
  return reasoning === undefined ? undefined : reject("reasoning", reasoning);
}

/** Letters of a text; an ideograph or a syllable says as much as three. */
export function weighedLetters(text: string): number {
  return (text.match(/\p{L}/gu)?.length ?? 0) + 2 * (text.match(eastAsian)?.length ?? 0);
}

/** Script and language against what was asked for. @public The evaluation asks for it alone. */
export function judgeLanguage(
  text: string,
  { identifier, language, rules, userText }: JudgeContext,
): Verdict | undefined {
  if (rules === "chat-any-language") return undefined;
  if (isOtherScript(text, language, userText)) return reject("script", text);
  if (weighedLetters(text) < fewestLetters) return undefined;
  if (isNoLanguage(text, language)) return reject("language", text);
  const words = text.replaceAll(interjection, " ");
  if (identifier.isForeign?.(words) === true) return reject("language", text);
  const heard = identifier.identify(words);
  if (heard === undefined || heard.language === language || heard.confidence < otherLanguageFrom) return undefined;
  return reject("language", `${heard.language}: ${text}`);
}

/** Everything that shows in the words alone. */
function judgeWords(text: string, context: JudgeContext, isWhole: boolean): Verdict | undefined {
  const { language, userText } = context;
  const { exampleWords, heardPlain: heard } = prepareContext(context);
  const plain = plainForm(text);
  const aiWords = findAiTalk(plain, language);
  if (aiWords !== undefined && findQuestion(heard, language) === undefined) return reject("ai_talk", aiWords);
  if (context.rules !== undefined && context.rules !== "persona") {
    return judgeLoops(text, language) ?? judgeInventions(text, context);
  }
  const instructions = findInstructionTalk(plain, language);
  if (instructions !== undefined && !heard.includes(instructions.trim())) return reject("instructions", instructions);
  const echo = echoedWords(text, userText, { language, isWhole });
  if (echo !== undefined) return reject("echo", echo);
  const loop = judgeLoops(text, language);
  if (loop !== undefined) return loop;
  const condolence = findCondolence(plain, language);
  if (condolence !== undefined && findDeath(heard, language) === undefined) return reject("condolence", condolence);
  const tone = contradictedTone(plain, context);
  if (tone !== undefined) return reject("tone", tone);
  const leak = leakedWord(text, exampleWords, language);
  if (leak !== undefined) return reject("example_leak", leak);
  return undefined;
}

/** "I am so sorry." may be said twice. */
const leastRepeatedWords = 6;

/** What a very small model takes from its prompt, or from nowhere. */
function judgeInventions(
  text: string,
  { knownText, language, saidText = "", userText }: JudgeContext,
): Verdict | undefined {
  if (knownText === undefined) return undefined;
  const said = plainForm(saidText);
  const again = splitSentences(text, language).find((sentence) => {
    const plain = plainForm(sentence);
    return plain.trim().split(" ").length >= leastRepeatedWords && said.includes(plain);
  });
  if (again !== undefined) return reject("repeated_sentence", again);
  const instructions = findInstructionTalk(plainForm(text), language);
  if (instructions !== undefined && !plainForm(userText).includes(instructions.trim())) {
    return reject("instructions", instructions);
  }
  const name = language === "en" ? inventedName(text, knownText) : undefined;
  return name === undefined ? undefined : reject("invented_name", name);
}

function judgeLoops(text: string, language: Language): Verdict | undefined {
  // Programs repeat themselves with reason.
  if (text.includes("```")) return undefined;
  const sentence = repeatedSentence(text, language);
  if (sentence !== undefined) return reject("repeated_sentence", sentence);
  const words = repeatedWords(text, language);
  return words === undefined ? undefined : reject("repeated_words", words);
}

/** Without the word that may still grow. Where words are not separated by spaces, every character is whole. */
function wholeWords(text: string): string {
  const last = /[\p{L}\p{M}\p{N}'’]+$/u.exec(text);
  if (last === null || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(text)) return text;
  return text.slice(0, last.index);
}
