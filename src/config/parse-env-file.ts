/**
 * Reads the text of an `.env` file. Node's own `parseEnv` leaves out in silence what it does not understand (a setting
 * would seem to be given and not be), and differs between versions.
 */

export type ParsedEnvFile =
  | { readonly values: Readonly<Record<string, string>> }
  /** The number of the first line that is neither blank, a comment nor NAME=VALUE. */
  | { readonly strayLine: number };

const blankOrComment = /^\s*(?:#|$)/;
const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/**
 * A value ends at its line's end or before ` #`. In quotes (", ' or `) it is taken literally and may span lines; an
 * open quote is a stray line.
 */
export function parseEnvFile(text: string): ParsedEnvFile {
  // Editors on Windows begin a file with a byte order mark, which would become part of the first name.
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const values = new Map<string, string>();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (blankOrComment.test(line)) continue;
    const [, name, rest = ""] = assignment.exec(line) ?? [];
    if (name === undefined) return { strayLine: index + 1 };
    const quote = /^["'`]/.exec(rest)?.[0];
    if (quote === undefined) {
      values.set(name, rest.replace(/(?:^|\s+)#.*$/, "").trimEnd());
      continue;
    }
    let quoted = rest.slice(1);
    const firstLine = index + 1;
    while (!quoted.includes(quote)) {
      const next = lines[++index];
      if (next === undefined) return { strayLine: firstLine };
      quoted += `\n${next}`;
    }
    const end = quoted.indexOf(quote);
    if (!blankOrComment.test(quoted.slice(end + 1))) return { strayLine: index + 1 };
    values.set(name, quoted.slice(0, end));
  }
  return { values: Object.fromEntries(values) };
}
