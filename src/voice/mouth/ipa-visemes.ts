import type { VisemeName } from "../../core/speech/viseme.ts";

/** The mouth shape of each sound of the International Phonetic Alphabet that ten languages need. */
const shapes: readonly (readonly [sounds: string, viseme: VisemeName])[] = [
  ["pbmɓ", "PP"],
  ["fvɸβⱱɱʋ", "FF"],
  ["θð", "TH"],
  ["tdʈɖɗɾ", "DD"],
  ["kɡgxɣqɢχʁhħɦŋcɟçʔ", "kk"],
  ["ʃʒɕʑʂʐ", "CH"],
  ["szʦʣ", "SS"],
  ["nlɲɳɴɫɭʎɬɮ", "nn"],
  ["rɹɻʀɽɺ", "RR"],
  ["aɐɑɒäʌæ", "aa"],
  ["eɛəɜɘɚɝɞœøɤ", "E"],
  ["iɪyʏɨj", "ih"],
  ["oɔɵ", "oh"],
  ["uʊɯʉwʍɥ", "ou"],
];

const shapeOf: ReadonlyMap<string, VisemeName> = new Map(
  shapes.flatMap(([sounds, viseme]) => [...sounds].map((sound) => [sound, viseme] as const)),
);

/** "t" and "ʃ" written together are one movement. */
const affricates = /[td]\u0361?([ʃʒɕʑʂʐ])/gu;

/** The shapes of one phoneme, in order: two for a diphthong, none for stress and length marks alone. */
export function ipaVisemes(ipa: string): readonly VisemeName[] {
  if (ipa.trim() === "") return ["sil"];
  const visemes: VisemeName[] = [];
  for (const character of ipa.replaceAll(affricates, "$1").normalize("NFD")) {
    const viseme = shapeOf.get(character);
    if (viseme !== undefined && viseme !== visemes.at(-1)) visemes.push(viseme);
  }
  return visemes;
}
