/**
 * Turns a model's reply into items while it streams: a numbered list and its many relatives, tables and JSON. The result
 * depends on the text alone, never on how it was cut into pieces, and the work on its length alone.
 *
 * JSON begins at a brace before a quote, wherever it stands; everything else is read line by line.
 */
import { readJsonItem } from "./json-item.ts";
import { createJsonObjects } from "./json-objects.ts";
import type { JsonObjects } from "./json-objects.ts";
import { createKnownIds } from "./known-id.ts";
import { createListLines } from "./list-lines.ts";
import { longestMarker } from "./markers.ts";
import type { ParsedItem, ParsedList } from "./parsed-item.ts";
import { createThoughts } from "./thoughts.ts";

export interface ListParserOptions {
  /** The ids of the candidates that the model was given. Only these are read as ids. */
  readonly ids?: readonly string[];
}

export interface EndOptions {
  /** The reply did not end of its own: length, connection, time. Its last item is then incomplete. */
  readonly isCut?: boolean;
}

export interface ListParser {
  /** Takes the next piece of the reply and returns the items that it completed. */
  push(piece: string): readonly ParsedItem[];
  /** The whole list, the items of `push` first. To be called once, at the end. */
  end(options?: EndOptions): ParsedList;
}

export function createListParser({ ids = [] }: ListParserOptions = {}): ListParser {
  const knownIds = createKnownIds(ids);
  const items: ParsedItem[] = [];
  const text: string[] = [];
  const lines = createListLines(knownIds, {
    item: (item) => items.push(item),
    text: (line) => text.push(line.trimEnd()),
  });
  const thoughts = createThoughts();
  /** The line that is still coming. */
  let line = createLine();
  /** A brace or bracket, and white space, that may begin JSON: the next sign tells. */
  let opening: string[] | undefined;
  let json: JsonObjects | undefined;
  let isJsonList = false;

  function endLine(): void {
    const whole = line.text().replace(/\r$/, "");
    line = createLine();
    if (isJsonList && punctuation.test(whole)) return;
    if (isJsonList) text.push(whole.trimEnd());
    else lines.line(whole);
  }

  function readText(piece: string, from: number): number {
    marks.lastIndex = from;
    const at = marks.exec(piece)?.index ?? piece.length;
    line.add(piece.slice(from, at));
    if (at === piece.length) return at;
    if (piece.charAt(at) === "\n") endLine();
    else opening = [piece.charAt(at)];
    return at + 1;
  }

  function readOpening(piece: string, from: number, signs: string[]): number {
    visible.lastIndex = from;
    const at = visible.exec(piece)?.index ?? piece.length;
    signs.push(piece.slice(from, at));
    if (at >= piece.length) return piece.length;
    const next = piece.charAt(at);
    if (next === "{" && signs[0] === "[" && !signs.includes("{") && listMayStart(line.text())) {
      signs.push(next);
      return at + 1;
    }
    const held = signs.join("");
    opening = undefined;
    const begins = next === '"' && (/^\[?\s*\{/u.test(held) || listMayStart(line.text()));
    if (begins && (lines.form === null || isJsonList)) {
      beginJson(held);
      return at;
    }
    // No JSON: the sign and the white space after it are text like any other.
    for (const [index, part] of held.split("\n").entries()) {
      if (index > 0) endLine();
      line.add(part);
    }
    return at;
  }

  function beginJson(held: string): void {
    const before = line.text().replace(/(?:json)?[\s[,]*$/u, "");
    line = createLine();
    if (!isJsonList && before.trim() !== "" && !markerOnly.test(before)) lines.line(before);
    lines.interrupt();
    isJsonList = true;
    json = createJsonObjects();
    json.push(held, 0, () => false);
  }

  function readJson(piece: string, from: number, objects: JsonObjects): number {
    const end = objects.push(piece, from, (part) => {
      const item = readJsonItem(part, knownIds);
      if (item !== undefined) items.push(item);
      return item !== undefined;
    });
    if (objects.isClosed) json = undefined;
    return end;
  }

  function read(piece: string): void {
    let at = 0;
    while (at < piece.length) {
      if (json !== undefined) at = readJson(piece, at, json);
      else if (opening !== undefined) at = readOpening(piece, at, opening);
      else at = readText(piece, at);
    }
    const head = line.newHead();
    if (json === undefined && !isJsonList && head !== undefined) lines.begin(head);
  }

  return {
    push(piece) {
      const before = items.length;
      read(thoughts.push(piece));
      return items.slice(before);
    },
    end({ isCut = false } = {}) {
      const left = thoughts.end();
      read(left.text);
      const open = json?.rest() ?? "";
      if (opening !== undefined) line.add(opening.join(""));
      const last = line.text().replace(/\r$/, "");
      const rest = isJsonList && punctuation.test(last) ? "" : last;
      let unfinished = "";
      if (isJsonList && rest !== "") text.push(rest);
      else if (!isJsonList) unfinished = lines.end(isCut ? withoutCutNumber(rest) : rest, isCut).unfinished;
      return {
        items,
        text: text
          .join("\n")
          .replace(/\n{3,}/g, "\n\n")
          .trim(),
        unfinished: [left.unfinished, unfinished, open].filter((part) => part !== "").join("\n"),
      };
    },
  };
}

/** Reads a reply that is there as a whole. */
export function parseList(reply: string, options: ListParserOptions & EndOptions = {}): ParsedList {
  const parser = createListParser(options);
  parser.push(reply);
  return parser.end(options);
}

const visible = /\S/gu;
const marks = /[{[\n]/g;
/** What stands between objects that follow one another, and the fence around them. */
const punctuation = /^[\s,;[\]{}`]*(?:json)?[\s,;[\]{}`]*$/u;
const markerOnly = /^[\s>*_#-]{0,20}\(?\d{0,3}[.)、:：]?[\s*_]{0,10}$/u;

/** `["Heat", "Ronin"]` is a list where nothing else stands on its line. */
function listMayStart(before: string): boolean {
  return before.length <= longestMarker && /^\s*(?:json)?\s*$/u.test(before);
}

/** The number that a cut reply ends with may be half of one: 20 of 2016, 0.8 of 0.85. */
function withoutCutNumber(rest: string): string {
  const kept = rest.slice(-24);
  return rest.slice(0, rest.length - kept.length) + kept.replace(/[\d０-９][\d０-９.,/–—-]*$/u, "");
}

/** A line that comes in pieces; joined when it is asked for. */
interface Line {
  readonly length: number;
  add(piece: string): void;
  /** As much of the line's beginning as a marker needs; undefined where that is what it was at the last call. */
  newHead(): string | undefined;
  text(): string;
}

function createLine(): Line {
  let pieces: string[] = [];
  let length = 0;
  let head = "";
  let isHeadNew = false;
  return {
    get length() {
      return length;
    },
    add(piece) {
      if (piece === "") return;
      pieces.push(piece);
      length += piece.length;
      if (head.length < longestMarker) {
        head += piece.slice(0, longestMarker - head.length);
        isHeadNew = true;
      }
    },
    newHead() {
      const isNew = isHeadNew;
      isHeadNew = false;
      return isNew ? head : undefined;
    },
    text() {
      if (pieces.length > 1) pieces = [pieces.join("")];
      return pieces[0] ?? "";
    },
  };
}
