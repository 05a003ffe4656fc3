/** What tests read in Markdown files: tables, links, headings, code. */
export interface MarkdownTable {
  /** The heading it is under, without its signs. */
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tablesOf(markdown: string): readonly MarkdownTable[] {
  const tables: MarkdownTable[] = [];
  const lines = withoutCode(markdown).split("\n");
  let heading = "";
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    heading = /^#+ +(.*)$/.exec(line)?.[1]?.trim() ?? heading;
    if (!line.startsWith("|") || !/^\|[ :|-]+\|$/.test(lines[index + 1] ?? "")) continue;
    const end = lines.findIndex((other, at) => at > index && !other.startsWith("|"));
    const rows = lines.slice(index + 2, end === -1 ? undefined : end).map(cellsOf);
    tables.push({ heading, header: cellsOf(line), rows });
    index += rows.length + 1;
  }
  return tables;
}

/** `\|` inside a cell is a bar. */
function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** Targets of links, code left out. */
export function linksOf(markdown: string): readonly string[] {
  const text = withoutCode(markdown).replaceAll(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: +(\S+)/gm)].map(
    ([, inline, reference]) => inline ?? reference ?? "",
  );
}

/** The names by which headings are linked to, as GitHub makes them. */
export function anchorsOf(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/^#+ +(.*)$/gm)].map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
}

/** Lines of fenced code of a language. */
export function codeLinesOf(markdown: string, languages: readonly string[]): readonly string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language = ""]) => languages.includes(language))
    .flatMap(([, , code = ""]) => code.split("\n"))
    .filter((line) => line !== "");
}

/** The texts in `code` marks of a piece of Markdown. */
export function codeMarksOf(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

export interface MarkdownSection {
  /** Without its signs. */
  readonly heading: string;
  /** Up to the next heading of the same or a higher level. */
  readonly text: string;
}

export function sectionsOf(markdown: string): readonly MarkdownSection[] {
  const lines = markdown.split("\n");
  const plain = withoutCode(markdown).split("\n");
  const levelAt = (index: number): number => /^(#+) /.exec(plain[index] ?? "")?.[1]?.length ?? Infinity;
  return lines.flatMap((line, start) => {
    const level = levelAt(start);
    if (level === Infinity) return [];
    const next = plain.findIndex((_line, at) => at > start && levelAt(at) <= level);
    return [
      { heading: line.replace(/^#+ +/, ""), text: lines.slice(start + 1, next === -1 ? undefined : next).join("\n") },
    ];
  });
}

/** Fenced code becomes empty lines, as many as it had. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, (code) => code.replaceAll(/[^\n]/g, ""));
}
