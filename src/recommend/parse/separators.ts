/** The signs that part a title from what is said of it. */
export interface Separator {
  readonly start: number;
  readonly end: number;
  readonly isColon: boolean;
}

const sign =
  / [-–—|~→] |(?<=[^\s\d])(?:——|—|–)(?=[^\s\d])| ?[:：](?:\s|$|(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}*]))| - | –(?= )|[。；]/gu;

export function findSeparators(text: string): Separator[] {
  return [...text.matchAll(sign)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    isColon: /[:：]/u.test(match[0]),
  }));
}

export function withoutLeadingSeparator(text: string): string {
  return text.slice(leadingSeparator.exec(text)?.[0].length ?? 0).trimEnd();
}

const leadingSeparator = /^[\s*_]*(?:[-–—:：|,，;；.。~→]+(?=\s|$|[^\d]))?[\s*_]*/u;

/** Whether a text can be the rest of a title after `: ` or ` - `: few words, written as names are, no sentence. */
export function isTitleLike(text: string): boolean {
  const plain = text.trim();
  if (plain === "" || /[.!?。！？,，；;]/u.test(plain)) return false;
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(plain)) return plain.length <= 10;
  const words = plain.split(/\s+/u);
  if (words.length > 7) return false;
  const long = words.filter((word) => word.length > 3);
  return /^[\p{Lu}\d]/u.test(plain) && long.every((word) => /^[^\p{Ll}]/u.test(word));
}
