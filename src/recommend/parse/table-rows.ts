/** Rows of a Markdown table as fields, under a head in any of the ten languages or none. */
import { readConfidence } from "./confidence.ts";
import { labelKind, labelKindBefore } from "./labels.ts";
import type { LabelKind } from "./label-words.ts";
import type { Labelled } from "./labels.ts";
import { collapseSpace, stripMarkup } from "./markup.ts";
import { readWholeYear } from "./year.ts";

export interface TableField {
  readonly kind: LabelKind;
  /** The head of its column; empty in a table without one. */
  readonly label: string;
  readonly value: string;
}

export type TableRow =
  | { readonly kind: "item"; readonly fields: readonly TableField[]; readonly hasTitle: boolean }
  /** `| Why | because … |`: a field in a row of its own. */
  | { readonly kind: "label"; readonly label: Labelled };

export interface TableRows {
  /** Takes the next row; gives what became certain with it, in order. */
  row(line: string): readonly TableRow[];
  /** The table is over. Gives the row that was held: a line that is none of an item, or a field. */
  end(): { readonly lines: readonly string[]; readonly label: Labelled | undefined };
}

export function isTableRow(line: string): boolean {
  return /^\s{0,8}\|/.test(line);
}

export function createTableRows(): TableRows {
  /** Undefined before the first row, null for a table without a head. */
  let columns: readonly (LabelKind | null)[] | null | undefined;
  /** A first row that may be the head, whatever its words: the next row decides. */
  let first: { readonly cells: readonly string[]; readonly line: string } | undefined;
  /** As it was written: a head that comes again is no item either. */
  let head: string | undefined;
  let labels: readonly string[] = [];

  function takeHead(cells: readonly string[]): void {
    columns = withTitle(cells);
    head = cells.join("|");
    labels = cells.map((cell) => stripMarkup(cell));
  }

  function read(cells: readonly string[]): TableRow[] {
    if (head !== undefined && cells.join("|") === head) return [];
    const label = fieldRow(cells, columns);
    if (label !== undefined) return [{ kind: "label", label }];
    const fields = (columns ?? []).some((kind) => kind !== null)
      ? byHead(cells, columns ?? [], labels)
      : byContent(cells);
    return [{ kind: "item", fields, hasTitle: fields.some(({ kind }) => kind === "title") }];
  }

  return {
    row(line) {
      const cells = splitCells(line);
      if (cells.every((cell) => /^:?[-–—=]+:?$/u.test(cell))) {
        if (first !== undefined) takeHead(first.cells);
        columns ??= null;
        first = undefined;
        return [];
      }
      if (columns === undefined) {
        if (first === undefined) {
          const kinds = cells.map((cell) => labelKind(cell) ?? null);
          if (kinds.filter((kind) => kind !== null).length >= 2) {
            takeHead(cells);
            return [];
          }
          first = { cells, line };
          return [];
        }
        const before = first.cells;
        first = undefined;
        // `| Title | Tokyo Story |` and `| Year | 1953 |` are fields; above another row, the first is a head.
        const isHead = labelKind(before[0] ?? "") === "title" && labelKind(cells[0] ?? "") === undefined;
        if (isHead) takeHead(before);
        else columns = null;
        return [...(isHead ? [] : read(before)), ...read(cells)];
      }
      return read(cells);
    },
    end() {
      const held = first;
      first = undefined;
      columns = undefined;
      head = undefined;
      const label = held === undefined ? undefined : fieldRow(held.cells, null);
      // A head without rows, rather than an item of one row.
      if (label !== undefined && label.kind !== "title") return { lines: [], label };
      return { lines: held === undefined ? [] : [held.line], label: undefined };
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

/** The columns of a head. One of them is the title: where no word says so, the first that is not known. */
function withTitle(cells: readonly string[]): readonly (LabelKind | null)[] {
  const kinds = cells.map((cell) => columnKind(cell) ?? null);
  if (kinds.every((kind) => kind === null) || kinds.includes("title") || kinds.includes("id")) return kinds;
  const at = cells.findIndex((cell, index) => kinds[index] === null && /\p{L}{2}/u.test(cell) && !counts.test(cell));
  return kinds.map((kind, index) => (index === at ? "title" : kind));
}

const counts = /^[*_]*(?:no|nr|num|number|rank|ranking|position|platz|番号|序号|排名|번호|순위)\.?[*_]*$/iu;

/** `Short Summary`, `Movie Name`: the last word that is a label decides. */
function columnKind(cell: string): LabelKind | undefined {
  const words = cell.split(/[\s/&]+/u).filter((word) => word !== "");
  const kinds = [cell, ...words.toReversed()].map((word) => labelKind(word));
  return kinds.find((kind) => kind !== undefined);
}

function byHead(
  cells: readonly string[],
  columns: readonly (LabelKind | null)[],
  labels: readonly string[],
): TableField[] {
  return cells.flatMap((value, index): TableField[] => {
    const kind = columns[index] ?? null;
    if (value === "" || kind === null) return [];
    const label = labels[index] ?? "";
    // `9/10` below `Rating` is a confidence, `PG-13` is none.
    return [{ kind: kind === "detail" ? (labelKindBefore(label, value) ?? kind) : kind, label, value }];
  });
}

/** Without a head: a year, a share and a running number are known by their looks; the first text is the title. */
function byContent(cells: readonly string[]): TableField[] {
  const fields: TableField[] = [];
  for (const value of cells) {
    const plain = collapseSpace(stripMarkup(value));
    if (plain === "" || /^\d{1,3}[.)]?$/.test(plain)) continue;
    const seen = (kind: LabelKind): boolean => fields.some((field) => field.kind === kind);
    if (!seen("year") && readWholeYear(plain) !== undefined) fields.push({ kind: "year", label: "", value });
    else if (!seen("confidence") && plain.length <= 12 && readConfidence(plain) !== null) {
      fields.push({ kind: "confidence", label: "", value });
    } else {
      const kind = seen("title") ? (seen("description") ? "reason" : "description") : "title";
      fields.push({ kind, label: "", value });
    }
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
