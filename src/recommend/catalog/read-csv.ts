import { ReparteeError } from "../../core/errors.ts";

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads comma-separated values (RFC 4180): fields in quotes may contain commas, line breaks and doubled quotes. A byte
 * order mark, any kind of line break and empty lines are accepted; semicolons and tabs too, when the first line has more
 * of them than commas.
 * @throws ReparteeError `config_invalid` with the line of a quote that is not closed.
 */
export function readCsv(text: string): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(source);
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let field = "";
  let line = 1;
  let recordLine = 1;
  /** The line of the open quote; 0 outside quotes. */
  let quoteLine = 0;
  let wasQuoted = false;

  function endField(): void {
    fields.push(wasQuoted ? field : field.trim());
    field = "";
    wasQuoted = false;
  }

  function endRecord(): void {
    endField();
    if (fields.length > 1 || fields[0] !== "") records.push({ line: recordLine, fields });
    fields = [];
  }

  for (let index = 0; index < source.length; index += 1) {
    const character = source.charAt(index);
    const isBreak = character === "\n" || character === "\r";
    const isPair = character === "\r" && source.charAt(index + 1) === "\n";
    if (isBreak && !isPair) line += 1;
    if (quoteLine > 0) {
      if (character !== '"') field += isBreak && !isPair ? "\n" : isPair ? "" : character;
      else if (source.charAt(index + 1) === '"') {
        field += '"';
        index += 1;
      } else quoteLine = 0;
    } else if (character === '"' && field.trim() === "" && !wasQuoted) {
      field = "";
      wasQuoted = true;
      quoteLine = line;
    } else if (character === separator) endField();
    else if (isBreak) {
      if (isPair) continue;
      endRecord();
      recordLine = line;
    } else if (!wasQuoted || character.trim() !== "") field += character;
  }
  if (quoteLine > 0) {
    throw new ReparteeError("config_invalid", `line ${quoteLine}: expected a closing quote, got none`, {
      hint: 'Close it, or write `""` for a quote inside a field in quotes.',
      facts: { line: quoteLine },
    });
  }
  endRecord();
  return records;
}

function separatorOf(source: string): string {
  const firstLine = /^[^\r\n]*/.exec(source)?.[0] ?? "";
  const count = (separator: string): number => firstLine.split(separator).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}
