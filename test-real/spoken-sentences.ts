/** What people say to a companion; no names and few numbers, so that a word error is an error of hearing. */
export const spokenSentences: readonly string[] = [
  "I lost my keys this morning and I feel so stupid.",
  "My dog is sick and I am really worried about him.",
  "Guess what, I passed my driving test today.",
  "Nobody came to my birthday party last night.",
  "Can you tell me a short story before I go to sleep?",
  "I am so angry at my brother because he broke my phone.",
  "What should I cook for dinner tonight?",
  "I feel lonely since my best friend moved away.",
  "We are going to the beach on Saturday with the whole family.",
  "I did not sleep well and my head hurts.",
  "My boss shouted at me in front of everyone.",
  "Today I saw a rainbow on my way to school.",
  "Are you a real person or a robot?",
  "I miss my grandmother, she died two years ago.",
  "Please remind me to call the doctor tomorrow at nine.",
  "I won the first prize in the school competition.",
  "It is raining again and I have nothing to do.",
  "I am scared of the exam next week.",
  "Do you like music? I just started to learn the guitar.",
  "My baby smiled at me for the first time.",
  "The train was late and I missed my appointment.",
  "I think my girlfriend wants to break up with me.",
  "Thank you for listening, you made me feel better.",
  "I burned the cake and the guests are coming in ten minutes.",
  "Wow, I did not expect such a big present!",
  "How was your day?",
  "I want to learn how to swim but I am afraid of water.",
  "My neighbor is playing loud music and I cannot concentrate.",
  "We adopted a little cat and her name is Luna.",
  "Sometimes I do not know what to say to people.",
];

/** Words as they sound: spellings of one sound are one. */
export function soundsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .normalize("NFKC")
    .replaceAll("cannot", "can not")
    .replaceAll(/n't\b/g, " not")
    .replaceAll(/\bi'm\b/g, "i am")
    .replaceAll(/'s\b/g, " is")
    .replaceAll(/[^\p{L}\p{N}\s]/gu, " ")
    .replaceAll(/\b10\b/g, "ten")
    .replaceAll(/\b9\b/g, "nine")
    .replaceAll("neighbour", "neighbor")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** Words that were heard wrongly, left out or added (Levenshtein). */
export function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let previous = Array.from({ length: heard.length + 1 }, (_, column) => column);
  for (const [row, word] of said.entries()) {
    const current = [row + 1];
    for (const [column, other] of heard.entries()) {
      const replaced = (previous[column] ?? 0) + (word === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
