import type { Share } from "./figures.ts";
import type { LineSummary } from "./line-summary.ts";

interface Column {
  readonly heading: string;
  readonly cell: (summary: LineSummary) => string;
}

const columns: readonly Column[] = [
  { heading: "sent", cell: ({ hints }) => (hints === "given" ? "words, language, feeling" : "words") },
  { heading: "language", cell: ({ language }) => language },
  { heading: "replies", cell: ({ usable }) => String(usable.of) },
  { heading: "failed", cell: ({ failed }) => String(failed.hits) },
  { heading: "model's", cell: ({ byModel }) => String(byModel.hits) },
  { heading: "usable ↑", cell: ({ usable }) => percent(usable) },
  { heading: "in language ↑", cell: ({ inLanguage }) => percent(inLanguage) },
  { heading: "echo ↓", cell: ({ echo }) => String(echo.hits) },
  { heading: "loops ↓", cell: ({ loops }) => String(loops.hits) },
  { heading: "false sympathy ↓", cell: ({ falseSympathy }) => String(falseSympathy.hits) },
  { heading: "contradicts ↓", cell: ({ contradicts }) => String(contradicts.hits) },
  { heading: "on subject ↑", cell: ({ onSubject }) => percent(onSubject) },
  { heading: "overlap", cell: ({ overlap }) => (overlap === null ? "–" : `${Math.round(100 * overlap)} %`) },
  { heading: "feeling suits ↑", cell: ({ feelingSuits }) => percent(feelingSuits) },
  { heading: "feeling heard ↑", cell: ({ feelingHeard }) => percent(feelingHeard) },
  { heading: "median", cell: ({ whole }) => (whole.medianMs === null ? "–" : `${Math.round(whole.medianMs)} ms`) },
];

/** In Markdown, so that it can be kept as it is; a column stays out where no row has anything in it. */
export function lineTable(summaries: readonly LineSummary[]): string {
  const shown = columns
    .map(({ cell, heading }) => [heading, ...summaries.map(cell)])
    .filter(([, ...cells]) => cells.some((cell) => cell !== "–"))
    .map(padded);
  const lines = Array.from({ length: summaries.length + 1 }, (_line, index) =>
    row(shown.map((cells) => cells[index] ?? "")),
  );
  const [heading = "", ...body] = lines;
  return `${[heading, row(shown.map(([first = ""]) => "-".repeat(first.length))), ...body].join("\n")}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function padded(cells: readonly string[]): readonly string[] {
  const width = Math.max(...cells.map(({ length }) => length));
  return cells.map((cell, index) => (index === 0 || /[a-z]/.test(cell) ? cell.padEnd(width) : cell.padStart(width)));
}

function percent({ hits, of }: Share): string {
  return of === 0 ? "–" : `${Math.round((100 * hits) / of)} %`;
}
