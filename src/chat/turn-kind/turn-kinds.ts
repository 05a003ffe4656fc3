/** What a person says that is no story: a small model has nothing to ask about it, and a persona's own line fits better. */
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
  "question",
] as const;

/** Known by what the whole turn says to the persona: `said-to-persona.ts`. */
export type SaidToPersona = "introduction" | "affection" | "insult" | "advice" | "about_you";

export type TurnKind = (typeof turnKinds)[number];
