/** What a small model has nothing good to ask about, so that a persona's own line fits better: no story, or one of a few words. */
export const turnKinds = [
  "danger",
  "greeting",
  "farewell",
  "thanks",
  "how_are_you",
  "who_are_you",
  "acknowledgement",
  "introduction",
  "affection",
  "insult",
  "advice",
  "about_you",
  "success",
  "bereavement",
  "mishap",
  "question",
] as const;

/** Known by what the whole turn says to the persona: `said-to-persona.ts`. */
export type SaidToPersona = "introduction" | "affection" | "insult" | "advice" | "about_you";

/** News of a few words: `news-patterns.ts`. */
export type News = "success" | "bereavement" | "mishap";

export type TurnKind = (typeof turnKinds)[number];
