/**
 * Reads a reply, without its reasoning, while it streams. JSON begins at a brace before a quote, anywhere in the text;
 * everything else is read line by line.
 */
import { readJsonItem } from "./json-item.ts";
import { createJsonObjects } from "./json-objects.ts";
import type { JsonObjects } from "./json-objects.ts";
import type { KnownIds } from "./known-id.ts";
import { createListLines } from "./list-lines.ts";
import { longestMarker } from "./markers.ts";
import type { ParsedItem, ParsedList } from "./parsed-item.ts";

export interface ReplyReader {
  read(chunk: string): void;
  /** What is certain to be text so far: a beginning of what `end` gives, whatever comes. */
  certainText(): string;
  /** What the items leave. To be called once. */
  end(isCut: boolean): Omit<ParsedList, "items">;
}

/** @param give takes each item when it is certain */
export function createReplyReader(knownIds: KnownIds, give: (item: ParsedItem) => void): ReplyReader {
  const text: string[] = [];
  const lines = createListLines(knownIds, {
    item: give,
    text: (line) => text.push(line.trimEnd()),
  });
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

  function readText(chunk: string, from: number): number {
    marks.lastIndex = from;
    const at = marks.exec(chunk)?.index ?? chunk.length;
    line.add(chunk.slice(from, at));
    if (at === chunk.length) return at;
    if (chunk.charAt(at) === "\n") endLine();
    else opening = [chunk.charAt(at)];
    return at + 1;
  }

  function readOpening(chunk: string, from: number, signs: string[]): number {
    visible.lastIndex = from;
    const at = visible.exec(chunk)?.index ?? chunk.length;
    signs.push(chunk.slice(from, at));
    if (at >= chunk.length) return chunk.length;
    const next = chunk.charAt(at);
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

  function readJson(chunk: string, from: number, objects: JsonObjects): number {
    const end = objects.push(chunk, from, (part) => {
      const item = readJsonItem(part, knownIds);
      if (item !== undefined) give(item);
      return item !== undefined;
    });
    if (objects.isClosed) json = undefined;
    return end;
  }

  function read(chunk: string): void {
    let at = 0;
    while (at < chunk.length) {
      if (json !== undefined) at = readJson(chunk, at, json);
      else if (opening !== undefined) at = readOpening(chunk, at, opening);
      else at = readText(chunk, at);
    }
    const head = line.newHead();
    if (json === undefined && !isJsonList && head !== undefined) lines.begin(head);
  }

  const joined = (): string =>
    text
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();

  return {
    read,
    certainText: joined,
    end(isCut) {
      const open = json?.rest() ?? "";
      if (opening !== undefined) line.add(opening.join(""));
      const last = line.text().replace(/\r$/, "");
      const rest = isJsonList && punctuation.test(last) ? "" : last;
      let unfinished = "";
      if (isJsonList && rest !== "") text.push(rest);
      else if (!isJsonList) unfinished = lines.end(isCut ? withoutCutNumber(rest) : rest, isCut).unfinished;
      return {
        text: joined(),
        unfinished: [unfinished, open].filter((part) => part !== "").join("\n"),
      };
    },
  };
}

const visible = /\S/gu;
const marks = /[{[\n]/g;
/** The text between consecutive objects, and the fence around them. */
const punctuation = /^[\s,;[\]{}`]*(?:json)?[\s,;[\]{}`]*$/u;
const markerOnly = /^[\s>*_#-]{0,20}\(?\d{0,3}[.)、:：]?[\s*_]{0,10}$/u;

/** `["Heat", "Ronin"]` is a list when nothing else is on its line. */
function listMayStart(before: string): boolean {
  return before.length <= longestMarker && /^\s*(?:json)?\s*$/u.test(before);
}

/** The number that a cut reply ends with may be half of one: 20 of 2016, 0.8 of 0.85. */
function withoutCutNumber(rest: string): string {
  const end = rest.slice(-24);
  return rest.slice(0, rest.length - end.length) + end.replace(/[\d０-９][\d０-９.,/–—-]*$/u, "");
}

/** A line that comes in chunks, joined on demand. */
interface Line {
  readonly length: number;
  add(chunk: string): void;
  /** As much of the line's beginning as a marker needs; undefined where that is what it was at the last call. */
  newHead(): string | undefined;
  text(): string;
}

function createLine(): Line {
  let chunks: string[] = [];
  let length = 0;
  let head = "";
  let isHeadNew = false;
  return {
    get length() {
      return length;
    },
    add(chunk) {
      if (chunk === "") return;
      chunks.push(chunk);
      length += chunk.length;
      if (head.length < longestMarker) {
        head += chunk.slice(0, longestMarker - head.length);
        isHeadNew = true;
      }
    },
    newHead() {
      const isNew = isHeadNew;
      isHeadNew = false;
      return isNew ? head : undefined;
    },
    text() {
      if (chunks.length > 1) chunks = [chunks.join("")];
      return chunks[0] ?? "";
    },
  };
}
