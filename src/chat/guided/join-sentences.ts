/** Two sentences as one text: with a space between them, but for those that end in a full-width mark. */
export function joinSentences(first: string, second: string): string {
  if (first === "" || second === "") return first + second;
  return /[。！？]$/.test(first) ? first + second : `${first} ${second}`;
}
