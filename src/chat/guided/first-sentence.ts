/** A mark that ends a sentence, closing quotes included, and what follows. */
const sentenceEnd = /^(.*?(?:[?？!！。…]+|\.(?=\s|$)(?<!\b(?:Dr|Mr|Mrs|Ms|St)\.))["'”’»」』)）]*)/su;

/** A text up to its first sentence's end; undefined while there is none. A full stop ends one only before a space. */
export function firstSentence(text: string, isWhole: boolean): string | undefined {
  const [line = ""] = text.split("\n");
  const isLineEnded = line.length < text.length && line.trim() !== "";
  const read = isWhole || isLineEnded ? line : withoutOpenStop(line);
  const found = sentenceEnd.exec(read)?.[1];
  if (found !== undefined) return found;
  return isWhole || isLineEnded ? line : undefined;
}

/** A full stop at the end of a text that goes on may be a number's or an abbreviation's. */
function withoutOpenStop(line: string): string {
  return line.endsWith(".") ? line.slice(0, -1) : line;
}
