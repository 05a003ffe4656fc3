/**
 * Reads a reply as a stranger would, with the judge of `src/chat/judge`. Each rule is asked by itself: the judge stops at
 * the first that a reply breaks.
 */
import { splitSentences } from "#repartee/chat/brevity/sentences.js";
import { echoedWords } from "#repartee/chat/judge/echo.js";
import type { JudgeContext } from "#repartee/chat/judge/judge-context.js";
import { judgeLanguage } from "#repartee/chat/judge/judge-opening.js";
import { phraseMatcher, plainForm } from "#repartee/chat/judge/phrase-matcher.js";
import { condolences, deaths } from "#repartee/chat/judge/phrases/condolence.js";
import { repeatedSentence, repeatedWords } from "#repartee/chat/judge/repetition.js";
import { createRunningJudge } from "#repartee/chat/judge/running-judge.js";
import { contradictedTone } from "#repartee/chat/judge/tone.js";
import { contentWords, isSameWord } from "#repartee/chat/judge/words.js";
import { createLanguageIdentifier } from "#repartee/chat/language/language-identifier.js";
import type { SpokenLine } from "./lines.ts";

export interface JudgedReply {
  /** Good to the running judge, as if it had streamed. */
  readonly isUsable: boolean;
  /** The first rule that it breaks, and where; null for a usable one. */
  readonly verdict: string | null;
  readonly isInLanguage: boolean;
  readonly isEcho: boolean;
  readonly hasLoop: boolean;
  /** Condoles although the user speaks of no death. */
  readonly hasFalseSympathy: boolean;
  /** Rejoices with the sad, pities the happy, insults anybody. */
  readonly contradictsFeeling: boolean;
  /** Of the user's content words, the share that the reply takes up, 0–1; null where the line has none. */
  readonly overlap: number | null;
}

const identifier = createLanguageIdentifier();
const findCondolence = phraseMatcher(condolences);
const findDeath = phraseMatcher(deaths);

export function judgeReply(text: string, { emotion, language, text: userText }: SpokenLine): JudgedReply {
  const context: JudgeContext = {
    language,
    userText,
    felt: emotion,
    isFeltCertain: true,
    exampleTexts: [],
    identifier,
  };
  const verdict = streamedVerdict(text, context);
  const plain = plainForm(text);
  return {
    isUsable: verdict === null,
    verdict,
    isInLanguage:
      text.trim() !== "" &&
      [text, ...splitSentences(text, language)].every((part) => judgeLanguage(part, context) === undefined),
    isEcho: echoedWords(text, userText, { isWhole: true, language }) !== undefined,
    hasLoop: (repeatedSentence(text, language) ?? repeatedWords(text, language)) !== undefined,
    hasFalseSympathy:
      findCondolence(plain, language) !== undefined && findDeath(plainForm(userText), language) === undefined,
    contradictsFeeling: contradictedTone(plain, context) !== undefined,
    overlap: overlapOf(text, { language, text: userText }),
  };
}

/** Character by character, as the server's gate reads: an opening is judged before what comes behind it. */
function streamedVerdict(text: string, context: JudgeContext): string | null {
  const judge = createRunningJudge(context);
  for (const character of text) if (judge.push(character).verdict.kind === "rejected") break;
  const { verdict } = judge.flush();
  return verdict.kind === "good" ? null : `${verdict.reason}: ${verdict.evidence}`;
}

function overlapOf(reply: string, { language, text }: Pick<SpokenLine, "language" | "text">): number | null {
  const heard = [...new Set(contentWords(text, language))];
  if (heard.length === 0) return null;
  const said = contentWords(reply, language);
  return heard.filter((word) => said.some((own) => isSameWord(own, word, language))).length / heard.length;
}
