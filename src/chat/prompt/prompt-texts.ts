/**
 * The words around a persona, as data: `{slots}` are filled in, everything else goes to the model literally. Every
 * word that changes from turn to turn is in `turn`, the last part of a prompt, so that the rest stays cached.
 */
import type { Language } from "../../core/language.ts";
import type { EmotionLabel } from "../../core/emotion.ts";

/** The first message of the short layout: about 40 words with the character. */
export const shortSystemText = `{character} First show that you heard the feeling, then ask one short, kind question about what the person said. {sentences}, in {language}.`;

/** The first message of the full layout. */
export const systemText = `{character}

How you answer:
{guidelines}

How you meet what people feel:
{emotion_guidance}

A note in square brackets may stand before what people say: what they feel and which language to answer in. Never mention the note. Each of your answers begins with what you feel yourself, in round brackets: (happy), (sad), (angry), (neutral) or (surprised). Then you say {sentences}.`;

/** What the user said, with what is known of them. */
export const turnText = `[{notes}]
{text}`;

/** Included only when it is certain enough. */
export const feelingNote = "feels {emotion}";
export const languageNote = "answer in {language}";

/** Names of the languages in the prompt: in English, as its instructions are. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  zh: "Chinese",
  ja: "Japanese",
  es: "Spanish",
  fr: "French",
  de: "German",
  ru: "Russian",
  ko: "Korean",
  pt: "Portuguese",
  it: "Italian",
};

/** Names of the emotions in the prompt. */
export const emotionNames: Readonly<Record<EmotionLabel, string>> = {
  happy: "happy",
  sad: "sad",
  angry: "angry",
  neutral: "calm",
  surprised: "surprised",
};
