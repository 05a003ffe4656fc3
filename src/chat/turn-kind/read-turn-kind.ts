import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { foldedForm, plainForm, type PhraseTable } from "../judge/phrase-matcher.ts";
import { ownWords } from "../judge/plain-words.ts";
import { wordsOf } from "../judge/words.ts";
import { isDanger } from "./find-danger.ts";
import { newsPatterns } from "./news-patterns.ts";
import { askedOfPersona, saidToPersona } from "./said-to-persona.ts";
import type { TurnKind } from "./turn-kinds.ts";
import { turnPhrases } from "./turn-phrases.ts";

/** Besides the phrase: a name, "so much", "there". */
const mostFurtherWords = 2;
/** The same, in characters, where words are not separated. */
const mostFurtherCharacters = 3;

const phraseKinds = ["greeting", "farewell", "thanks", "how_are_you", "who_are_you", "acknowledgement"] as const;
/** A written line answers them only where no feeling asks for an answer of its own. */
const unfeltKinds: ReadonlySet<TurnKind | undefined> = new Set<TurnKind>(["question", "advice", "about_you"]);
const asks: Readonly<Partial<Record<Language, RegExp>>> = {
  en: /^(?:what|who|where|when|why|how|which|can you|could you|would you|will you|do you|did you|are you|is it|should i|may i|tell me (?:a|an|about|how|what|why|the)|give me|help|help me|write|explain|translate|sing)\b/i,
  zh: /[吗呢么][。！]?$/,
  ja: /(?:です|ます|ません|ました|でしょう)か[。]?$/,
  ko: /(?:까|까요|나요|가요|니)[.!]?$/,
};

/**
 * The kind of turn that is answered without regard to a feeling. A question is none where a feeling shows, or may, nor is
 * one about the persona: "Why does nobody like me?"
 */
export function unfeltTurnKind(
  text: string,
  language: Language,
  { label, shown }: { readonly label: EmotionLabel; readonly shown: EmotionLabel },
): TurnKind | undefined {
  const kind = readTurnKind(text, language);
  if (!unfeltKinds.has(kind)) return kind;
  const isOfSelf = wordsOf(text, language).some((word) => ownWords[language].has(word));
  // A question sounds surprised: only where it is about something else may there be a surprise behind it.
  const isCalm = shown === "neutral" || (shown === "surprised" && kind !== "question");
  return !isCalm || (label !== "neutral" && isOfSelf) ? undefined : kind;
}

/** What kind of turn a text is, where it is no story. A danger is found in every text. */
export function readTurnKind(text: string, language: Language): TurnKind | undefined {
  const plain = plainForm(text);
  if (isDanger(text)) return "danger";
  const known = wholeKind(plain, language) ?? lastOfParts(text, language);
  if (known !== undefined) return known;
  const folded = foldedForm(plain, language);
  const news = newsPatterns.find(([, patterns]) => patterns[language].test(folded))?.[0];
  if (news !== undefined && !/[?？]/.test(text)) return news;
  if (askedOfPersona[language].test(folded)) return "about_you";
  return isQuestion(text, language) ? "question" : undefined;
}

function wholeKind(plain: string, language: Language): TurnKind | undefined {
  const folded = foldedForm(plain, language);
  const said = saidToPersona.find(([, patterns]) => patterns[language].test(folded))?.[0];
  return said ?? phraseKinds.find((kind) => isWhole(plain, turnPhrases[kind], language));
}

/** "Thank you for listening. Good night!" is a farewell; no part of it may be a story. */
function lastOfParts(text: string, language: Language): TurnKind | undefined {
  const parts = text.split(/[.!?,;…。！？，、；¡¿\n]+/).map(plainForm);
  const kinds = parts.filter((part) => part.trim() !== "").map((part) => wholeKind(part, language));
  return kinds.includes(undefined) ? undefined : kinds.at(-1);
}

function isWhole(plain: string, table: PhraseTable, language: Language): boolean {
  const isUnspaced = language === "zh" || language === "ja" || language === "ko";
  const said = isUnspaced ? plain.replaceAll(" ", "") : plain.trim();
  return (table[language] ?? "").split(",").some((written) => {
    const phrase = isUnspaced ? written.replaceAll(/\s/g, "") : written.trim().replaceAll(/\s+/g, " ");
    if (said === phrase || said.replace(beginnings, "") === phrase) return true;
    if (isUnspaced)
      return said.startsWith(phrase) && said.length - phrase.length <= mostFurtherCharacters && phrase.length > 1;
    const further = said.startsWith(`${phrase} `) ? said.slice(phrase.length + 1).split(" ") : undefined;
    return further !== undefined && further.length <= mostFurtherWords && further.every((word) => isFiller(word));
  });
}

/** Words before a turn's own that say nothing yet: "ok bye". */
const beginnings =
  /^(?:(?:ok|okay|well|alright|all right|anyway|so|oh|bueno|vale|bon|d'accord|gut|na gut|also|bem|está bem|va bene|allora|ладно|ну|хорошо) )+/;

/** Words of a turn that say nothing more: who is spoken to, how much. */
function isFiller(word: string): boolean {
  return /^(?:ollie|there|you|so|very|much|again|now|all|everyone|everybody|friend|buddy|dear|today|then|too|well|really|a|lot|ok|okay|and|please|mein|lieber|amigo|amiga|mon|ami|caro|друг|muito|mucho|beaucoup|bien|viel|molto|большое)$/.test(
    word,
  );
}

function isQuestion(text: string, language: Language): boolean {
  const trimmed = text.trim();
  // "guess what?" and "you know what?" begin a story.
  if (/^(?:guess|you know) what\W*$/i.test(trimmed)) return false;
  // "My grandma bought a motorcycle, can you believe it?" is no question, nor is "What? They closed my school!"
  if (/\S+\s+\S+\s+\S+\s+\S.*[,，、]\s*[^,，、]{1,30}[?？]$/.test(trimmed)) return false;
  if (/[?？]["'”’»)）]*$/.test(trimmed)) return true;
  return asks[language]?.test(trimmed) === true && !/[.!?。！？]\s+\S/.test(trimmed);
}
