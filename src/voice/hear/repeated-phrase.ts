/** A recognizer that loops says a phrase again and again; people say it three times at most. */
const mostRepeats = 3;
const longestPhraseWords = 12;

/** The text without a phrase that is repeated more than three times in a row at its end. */
export function withoutRepeats(text: string): string {
  const words = text.split(/\s+/);
  const units = words.length > 1 ? words : [...text];
  const separator = words.length > 1 ? " " : "";
  for (let length = 1; length <= Math.min(longestPhraseWords, units.length / (mostRepeats + 1)); length += 1) {
    const phrase = units.slice(-length);
    let start = units.length - length;
    while (start >= length && isSame(units.slice(start - length, start), phrase)) start -= length;
    if ((units.length - start) / length > mostRepeats) return units.slice(0, start + length).join(separator);
  }
  return text;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.every((unit, index) => bare(unit) === bare(right[index] ?? ""));
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
