/**
 * Text in chunks of one word each, for engines without a tokenizer of their own: a word with the white space before
 * it, or a single character of a script that is written without spaces. The chunks joined are the text.
 */
export function splitWords(text: string): string[] {
  return text.match(wordPattern) ?? [];
}

const wordPattern =
  /\s*(?:[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+)|\s+$/gu;
