/** Text as aligned columns, for the terminal. */
import { terminalText } from "./terminal-text.ts";

export interface TableColumn {
  readonly title: string;
  /** Numbers are easier to compare at the right. Default `left`. */
  readonly align?: "left" | "right";
}

const gap = "  ";

/** Ends with a line end; no line ends in spaces. A row that is shorter than the columns is filled with nothing. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(terminalText))];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => width(cells[index] ?? ""))));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? "";
        const space = " ".repeat((widths[index] ?? 0) - width(cell));
        return align === "right" ? space + cell : cell + space;
      })
      .join(gap)
      .trimEnd();
  return lines.map((cells) => `${line(cells)}\n`).join("");
}

/** `name   value`, one a line, with a two-space indent. A value of several lines stays in its column. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const nameWidth = Math.max(0, ...facts.map(([name]) => width(name)));
  return facts
    .map(([name, value]) => {
      const indent = `\n${" ".repeat(2 + nameWidth + gap.length)}`;
      return `  ${name}${" ".repeat(nameWidth - width(name))}${gap}${terminalText(value).replaceAll("\n", indent)}`.trimEnd();
    })
    .map((text) => `${text}\n`)
    .join("");
}

/** Characters as a terminal shows them, one cell each: names of models are Latin. */
function width(text: string): number {
  return [...text].length;
}
