/** Finds what a TypeScript file imports, by reading its words: comments, texts and regular expressions never count. */
export interface FoundImport {
  /** As written, such as `../core/errors.ts`. */
  readonly specifier: string;
  /** Erased by the compiler: `import type`, `export type … from`. Types named one by one inside braces do not count. */
  readonly typeOnly: boolean;
}

/** @throws TypeError for an `import()` whose argument is no plain text: nobody could hold it against a table. */
export function readImports(source: string): readonly FoundImport[] {
  const words = readWords(source);
  const found: FoundImport[] = [];
  for (const [index, word] of words.entries()) {
    if (word.kind !== "name" || words[index - 1]?.text === ".") continue;
    if (word.text === "import") readImport(words, index, found);
    else if (word.text === "export") readExport(words, index, found);
  }
  return found;
}

function readImport(words: readonly Word[], index: number, found: FoundImport[]): void {
  const next = words[index + 1];
  if (next === undefined || next.text === "." || next.text === ":") return;
  if (next.kind === "text") {
    found.push({ specifier: next.text, typeOnly: false });
  } else if (next.text === "(") {
    const argument = words[index + 2];
    if (argument?.kind !== "text") throw new TypeError("import() of something that is no plain text");
    found.push({ specifier: argument.text, typeOnly: false });
  } else {
    found.push({ specifier: textAfterFrom(words, index + 1), typeOnly: isTypeKeyword(words, index + 1) });
  }
}

function readExport(words: readonly Word[], index: number, found: FoundImport[]): void {
  const start = words[index + 1]?.text === "type" ? index + 2 : index + 1;
  const opening = words[start]?.text;
  if (opening !== "{" && opening !== "*") return;
  const closing = opening === "{" ? words.findIndex((word, at) => at > start && word.text === "}") : start;
  const isReExport = opening === "*" || words[closing + 1]?.text === "from";
  if (isReExport) found.push({ specifier: textAfterFrom(words, closing + 1), typeOnly: start === index + 2 });
}

/** `type` in `import type X from`, and not the name in `import type from`. */
function isTypeKeyword(words: readonly Word[], index: number): boolean {
  return words[index]?.text === "type" && words[index + 1]?.text !== "from" && words[index + 1]?.text !== ",";
}

function textAfterFrom(words: readonly Word[], index: number): string {
  for (let at = index; at < words.length; at += 1) {
    const next = words[at + 1];
    if (words[at]?.text === "from" && next?.kind === "text") return next.text;
  }
  throw new TypeError("An import without `from`");
}

interface Word {
  readonly kind: "name" | "text" | "sign";
  /** A text without its quotes. */
  readonly text: string;
}

/** Longest first; a template is read up to its first `${` and from each `}` on. */
const wordPattern =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\p{L}_$#][\p{L}\p{N}_$]*|\d[\w.]*|\s+|[\s\S]/gu;
const regexPattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const templatePattern = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)/y;
/** Names after which a value begins, so that a slash does. */
const valueFollows = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "do",
  "else",
  "throw",
  "await",
  "yield",
  "void",
  "delete",
  "new",
]);

function readWords(source: string): readonly Word[] {
  const words: Word[] = [];
  /** For each open template, how many braces are open inside its `${`. */
  const templates: number[] = [];
  let at = 0;

  function skip(pattern: RegExp): string {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null) throw new TypeError(`Cannot read the source at ${at}`);
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  }
  function readTemplate(): void {
    if (skip(templatePattern) === "${") templates.push(0);
  }

  const pattern = new RegExp(wordPattern.source, "uy");
  while (at < source.length) {
    const start = at;
    const text = skip(pattern);
    if (/^(?:\s|\/\/|\/\*)/.test(text)) continue;
    const open = templates.at(-1);
    if (text === "`") {
      words.push({ kind: "sign", text: "`" });
      readTemplate();
    } else if (text === "}" && open === 0) {
      templates.pop();
      readTemplate();
    } else if (text === "/" && valueMayFollow(words.at(-1))) {
      at = start;
      skip(regexPattern);
      words.push({ kind: "sign", text: "/" });
    } else {
      if (open !== undefined && text === "{") templates[templates.length - 1] = open + 1;
      if (open !== undefined && text === "}") templates[templates.length - 1] = open - 1;
      words.push(toWord(text));
    }
  }
  return words;
}

function toWord(text: string): Word {
  if (/^["']./.test(text)) return { kind: "text", text: text.slice(1, -1) };
  return { kind: /^[\p{L}\p{N}_$#]/u.test(text) ? "name" : "sign", text };
}

function valueMayFollow(previous: Word | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === "text" || previous.text === "`" || previous.text === "/") return false;
  if (previous.kind === "name") return valueFollows.has(previous.text);
  return ![")", "]", "}"].includes(previous.text);
}
