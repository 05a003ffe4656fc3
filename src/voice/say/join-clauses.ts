const withoutSpaces = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}、。，！？；：]$/u;

/** Two clauses of one text, the second with what separates it from the first: nothing in Chinese and Japanese. */
export function joinClauses(before: string, after: string): string {
  if (before === "" || after === "" || withoutSpaces.test(before)) return before + after;
  return `${before} ${after}`;
}
