/** The words of a text that say what it is about. */

/** Carries no taste. */
const stopWords = new Set(
  (
    "a an and are as at be but by for from has have he her his i in into is it its like me my no not of on one or our " +
    "out she so some something that the their them they this to two up was we what when where which who whose will with " +
    "without you your film films movie movies series show watch want recommend good great best about after before any " +
    "similar except though instead somehow kind sort bit little much less please give find looking anything nothing thing " +
    "similar than too very really just more most other another new old one set story stories " +
    // Small words of other languages, which names have as well: `Robert De Niro`.
    "am au aux avec con da das de dem den der des di die du ein eine einen el et eu gli il la las le les lo los mit para " +
    "aber wie etwas ahnlich comme mais plus moins como pero mas menos parecido come ma piu meno simile как но что " +
    "per pour que qui sobre sur tu uber um uma un una und une von y"
  ).split(" "),
);

/** Lower case, without accents, in the singular where English has one; words without taste are left out. */
export function contentWords(text: string): readonly string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !stopWords.has(word)).map(stem);
}

/** Plural and singular of a genre or a thing are one: `comedies` and `comedy`, `spies` and `spy`. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** Whether a text says more than what every question does: `something good` does not. */
export function saysSomething(text: string): boolean {
  return contentWords(text).length > 0;
}
