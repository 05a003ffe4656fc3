/** What an item feels like, as people ask for it, beside what it is about. */
export const tones = [
  "thoughtful",
  "slow",
  "exciting",
  "gentle",
  "dark",
  "violent",
  "scary",
  "funny",
  "warm",
  "sad",
  "light",
  "for kids",
] as const;

export type Tone = (typeof tones)[number];

export function isTone(text: string): text is Tone {
  return tones.some((tone) => tone === text);
}
