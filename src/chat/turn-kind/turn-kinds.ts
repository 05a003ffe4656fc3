/** What a person says that is no story: a small model has nothing to ask about it, and a persona's own line fits better. */
export const turnKinds = [
  "danger",
  "greeting",
  "farewell",
  "thanks",
  "how_are_you",
  "who_are_you",
  "acknowledgement",
  "question",
] as const;

export type TurnKind = (typeof turnKinds)[number];
