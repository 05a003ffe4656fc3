import type { Viseme } from "./visemes.ts";

/** A mouth shape and how long it is held. */
export interface TimedViseme {
  readonly viseme: Viseme;
  readonly ms: number;
}

const latin: Readonly<Record<string, Viseme>> = {
  ...shapes("aá", "aa"),
  ...shapes("eé", "E"),
  ...shapes("iyí", "ih"),
  ...shapes("oó", "oh"),
  ...shapes("uwúü", "ou"),
  ...shapes("bmp", "PP"),
  ...shapes("fv", "FF"),
  ...shapes("dtl", "DD"),
  ...shapes("ckgqxh", "kk"),
  ...shapes("j", "CH"),
  ...shapes("sz", "SS"),
  ...shapes("n", "nn"),
  ...shapes("r", "RR"),
};

const cyrillic: Readonly<Record<string, Viseme>> = {
  ...shapes("ая", "aa"),
  ...shapes("еэё", "E"),
  ...shapes("иый", "ih"),
  ...shapes("о", "oh"),
  ...shapes("ую", "ou"),
  ...shapes("бмп", "PP"),
  ...shapes("вф", "FF"),
  ...shapes("дтл", "DD"),
  ...shapes("кгх", "kk"),
  ...shapes("чшщж", "CH"),
  ...shapes("сзц", "SS"),
  ...shapes("н", "nn"),
  ...shapes("р", "RR"),
};

function shapes(letters: string, viseme: Viseme): Record<string, Viseme> {
  return Object.fromEntries([...letters].map((letter) => [letter, viseme]));
}

/** The vowels of Hangul's 21 medial letters, in Unicode's order. */
const hangulVowels: readonly Viseme[] = [
  ...([
    "aa",
    "E",
    "aa",
    "E",
    "oh",
    "E",
    "oh",
    "E",
    "oh",
    "aa",
    "E",
    "E",
    "oh",
    "ou",
    "oh",
    "E",
    "ih",
    "ou",
    "ih",
  ] as const),
  "ih",
  "ih",
];

const kanaVowels: readonly Viseme[] = ["aa", "ih", "ou", "E", "oh"];

/**
 * What a mouth would do to say a text, read off its letters: the movement of speech where there is no sound whose
 * visemes are known. About 14 letters a second, as people speak.
 */
export function visemesOfText(text: string): readonly TimedViseme[] {
  return [...text.toLowerCase()].flatMap(visemesOfCharacter);
}

function visemesOfCharacter(character: string): readonly TimedViseme[] {
  if (/[.!?…。！？]/u.test(character)) return [{ viseme: "sil", ms: 280 }];
  if (/[,;:—–、，；：]/u.test(character)) return [{ viseme: "sil", ms: 160 }];
  if (/\s/u.test(character)) return [{ viseme: "sil", ms: 40 }];
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xac00 && code <= 0xd7a3) {
    return [{ viseme: hangulVowels[Math.floor((code - 0xac00) / 28) % 21] ?? "aa", ms: 150 }];
  }
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)) {
    // The reading of a sign is not known here; the row of its code is as good a vowel as any.
    return [
      { viseme: "nn", ms: 40 },
      { viseme: kanaVowels[code % 5] ?? "aa", ms: 120 },
    ];
  }
  const letter = character.normalize("NFD")[0] ?? character;
  const viseme = latin[letter] ?? cyrillic[letter];
  return viseme === undefined ? [] : [{ viseme, ms: isVowel(viseme) ? 95 : 60 }];
}

function isVowel(viseme: Viseme): boolean {
  return viseme === "aa" || viseme === "E" || viseme === "ih" || viseme === "oh" || viseme === "ou";
}
