/**
 * JSON as small models write it, made into JSON: commas before a closing bracket, line breaks inside strings, quotes
 * inside strings that nobody escaped, Python's words for nothing and truth. One pass; what is JSON already stays as it is.
 */
export function repairJson(source: string): string {
  const out: string[] = [];
  let inString = false;
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (inString) {
      if (character === "\\") {
        out.push(source.slice(at, at + 2));
        at += 1;
      } else if (character === '"') {
        inString = !endsString(source, at + 1);
        out.push(inString ? '\\"' : character);
      } else {
        out.push(controls.get(character) ?? character);
      }
    } else if (character === '"') {
      inString = true;
      out.push(character);
    } else if (character === "," && /^\s{0,200}[}\]]/u.test(source.slice(at + 1, at + 202))) {
      continue;
    } else {
      const word = /^(?:None|True|False|NaN|undefined)\b/u.exec(source.slice(at, at + 10))?.[0];
      out.push(word === undefined ? character : (words.get(word) ?? "null"));
      at += (word?.length ?? 1) - 1;
    }
  }
  return out.join("");
}

const controls: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const words: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
]);

/** A quote ends its string where JSON can go on after it. */
function endsString(source: string, from: number): boolean {
  return /^\s{0,200}(?:$|[:}\]]|,\s{0,200}["{[\]}\d])/u.test(source.slice(from, from + 402));
}
