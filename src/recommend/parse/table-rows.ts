/** Rows of a Markdown table as fields, under a head in any of the ten languages or none. */
import { readConfidence } from "./confidence.ts";
import { labelKind } from "./labels.ts";
import type { LabelKind } from "./label-words.ts";
import type { Labelled } from "./labels.ts";
import { collapseSpace, stripMarkup } from "./markup.ts";
import { readWholeYear } from "./year.ts";

export interface TableField {
  readonly kind: LabelKind;
  readonly value: string;
}

export type TableRow =
  | { readonly kind: "item"; readonly fields: readonly TableField[]; readonly hasTitle: boolean }
  /** `| Why | because … |`: a field in a row of its own. */
  | { readonly kind: "label"; readonly label: Labelled };

export interface TableRows {
  /** Takes the next row; gives what became certain with it, in order. */
  row(line: string): readonly TableRow[];
  /** The table is over. Gives lines that turned out to be no rows of items. */
  end(): readonly string[];
}

export function isTableRow(line: string): boolean {
  return /^\s{0,8}\|/.test(line);
}

export function createTableRows(): TableRows {
  /** Undefined before the first row, null for a table without a head. */
  let columns: readonly (LabelKind | null)[] | null | undefined;
  /** A first row that may be the head: the next row tells. */
  let first: { readonly cells: readonly string[]; readonly line: string } | undefined;

  function read(cells: readonly string[]): TableRow[] {
    const label = fieldRow(cells, columns);
    if (label !== undefined) return [{ kind: "label", label }];
    const fields = (columns ?? []).some((kind) => kind !== null) ? byHead(cells, columns ?? []) : byContent(cells);
    return [{ kind: "item", fields, hasTitle: fields.some(({ kind }) => kind === "title") }];
  }

  return {
    row(line) {
      const cells = splitCells(line);
      if (cells.every((cell) => /^:?-{1,}:?$/.test(cell))) {
        if (first !== undefined) columns = first.cells.map((cell) => labelKind(cell) ?? null);
        columns ??= null;
        first = undefined;
        return [];
      }
      if (columns === undefined) {
        if (first === undefined) {
          const kinds = cells.map((cell) => labelKind(cell) ?? null);
          const known = kinds.filter((kind) => kind !== null).length;
          if (known >= 2) {
            columns = kinds;
            return [];
          }
          const label = fieldRow(cells, null);
          if (label !== undefined) return [{ kind: "label", label }];
          first = { cells, line };
          return [];
        }
        columns = null;
        const headless = read(first.cells);
        first = undefined;
        return [...headless, ...read(cells)];
      }
      return read(cells);
    },
    end() {
      const left = first === undefined ? [] : [first.line];
      first = undefined;
      columns = undefined;
      return left;
    },
  };
}

function fieldRow(
  cells: readonly string[],
  columns: readonly (LabelKind | null)[] | null | undefined,
): Labelled | undefined {
  const [label = "", value = ""] = cells;
  if (cells.length !== 2 || (columns ?? []).some((kind) => kind !== null)) return undefined;
  const kind = labelKind(label);
  return kind === undefined ? undefined : { kind, label: stripMarkup(label), value };
}

function byHead(cells: readonly string[], columns: readonly (LabelKind | null)[]): TableField[] {
  return cells.flatMap((value, index): TableField[] => {
    const kind = columns[index] ?? null;
    if (value === "" || kind === null) return [];
    return [{ kind, value }];
  });
}

/** Without a head: a year, a share and a running number are known by their looks; the first text is the title. */
function byContent(cells: readonly string[]): TableField[] {
  const fields: TableField[] = [];
  for (const value of cells) {
    const plain = collapseSpace(stripMarkup(value));
    if (plain === "" || /^\d{1,3}[.)]?$/.test(plain)) continue;
    const seen = (kind: LabelKind): boolean => fields.some((field) => field.kind === kind);
    if (!seen("year") && readWholeYear(plain) !== undefined) fields.push({ kind: "year", value });
    else if (!seen("confidence") && plain.length <= 12 && readConfidence(plain) !== null) {
      fields.push({ kind: "confidence", value });
    } else fields.push({ kind: seen("title") ? (seen("description") ? "reason" : "description") : "title", value });
  }
  return fields;
}

/** The cells of a row; `\|` is a sign inside a cell. */
function splitCells(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  const body = line.trim().replace(/^\|/, "");
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charAt(at);
    if (character === "\\" && body.charAt(at + 1) === "|") {
      cell += "|";
      at += 1;
    } else if (character === "|") {
      cells.push(cell.trim());
      cell = "";
    } else {
      cell += character;
    }
  }
  if (cell.trim() !== "") cells.push(cell.trim());
  return cells;
}
