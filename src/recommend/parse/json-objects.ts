/**
 * Finds the items in JSON while it is still coming: an item is given out when its object is closed, never before, so
 * that no year is a cut one. Objects around the list and objects inside an item are no items.
 *
 * Every character is looked at once; an object is cut out and parsed at most once for each level of nesting, of which
 * `deepest` are looked into.
 */
import { isListKey, keyKind } from "./json-keys.ts";

/** A closed part of the JSON that is an item: an object, or a text in the list. */
export interface JsonPart {
  readonly source: string;
  /** Its key; null in an array. */
  readonly key: string | null;
}

export interface JsonObjects {
  /**
   * Takes characters from `from` on and returns the index after the last that belongs to the JSON: the text's length
   * while it is open. `accept` gets each part that may be an item and returns whether it is one.
   */
  push(text: string, from: number, accept: (part: JsonPart) => boolean): number;
  readonly isClosed: boolean;
  /** Everything since the last item. */
  rest(): string;
}

interface Frame {
  readonly isArray: boolean;
  readonly start: number;
  /** The key of this value in its parent. */
  readonly ownKey: string | null;
  readonly isInsideItem: boolean;
  /** The last key that was read, in an object. */
  key: string | null;
  hasTitle: boolean;
  hasOtherField: boolean;
  hasItemInside: boolean;
}

const deepest = 12;
/** Characters of the longest key that means something. */
const longestKey = 60;

export function createJsonObjects(): JsonObjects {
  const stack: Frame[] = [];
  const source = createSource();
  let isClosed = false;
  let inString = false;
  let isEscaped = false;
  let stringStart = 0;
  let lastString: string | null = null;
  let restStart = 0;

  function open(isArray: boolean, at: number): void {
    const parent = stack.at(-1);
    const isUnderTitle = parent !== undefined && !parent.isArray && parent.hasTitle && !isListKey(parent.key);
    stack.push({
      isArray,
      start: at,
      ownKey: parent?.key ?? null,
      isInsideItem: (parent?.isInsideItem ?? false) || isUnderTitle || stack.length >= deepest,
      key: null,
      hasTitle: false,
      hasOtherField: false,
      hasItemInside: false,
    });
  }

  function close(at: number, accept: (part: JsonPart) => boolean): void {
    const frame = stack.pop();
    if (frame === undefined) return;
    const parent = stack.at(-1);
    const mayBeItem = !frame.isArray && !frame.isInsideItem && !frame.hasItemInside;
    const looksLikeItem = frame.hasTitle || (frame.hasOtherField && frame.ownKey !== null);
    if (mayBeItem && looksLikeItem && accept({ source: source.slice(frame.start, at + 1), key: frame.ownKey })) {
      restStart = at + 1;
      if (parent !== undefined) parent.hasItemInside = true;
    } else if (parent !== undefined && frame.hasItemInside) {
      parent.hasItemInside = true;
    }
    isClosed = stack.length === 0;
  }

  function endString(at: number, accept: (part: JsonPart) => boolean): void {
    inString = false;
    const frame = stack.at(-1);
    if (frame === undefined) return;
    const isListed = frame.isArray && !frame.isInsideItem && (stack.length === 1 || isListKey(frame.ownKey));
    if (isListed && accept({ source: source.slice(stringStart, at + 1), key: null })) {
      restStart = at + 1;
      frame.hasItemInside = true;
    }
    lastString = frame.isArray ? null : source.slice(stringStart + 1, Math.min(at, stringStart + longestKey));
  }

  function setKey(frame: Frame): void {
    if (frame.isArray || lastString === null) return;
    frame.key = lastString;
    const kind = keyKind(lastString);
    if (kind === "title" || kind === "id") frame.hasTitle = true;
    else if (kind === "year" || kind === "reason" || kind === "description") frame.hasOtherField = true;
    lastString = null;
  }

  return {
    get isClosed() {
      return isClosed;
    },
    push(text, from, accept) {
      const offset = source.length - from;
      source.add(from === 0 ? text : text.slice(from));
      for (let at = from; at < text.length; at += 1) {
        const character = text.charCodeAt(at);
        if (inString) {
          if (isEscaped) isEscaped = false;
          else if (character === backslash) isEscaped = true;
          else if (character === quote) endString(at + offset, accept);
          continue;
        }
        if (character === quote) {
          inString = true;
          stringStart = at + offset;
        } else if (character === openBrace || character === openBracket) {
          open(character === openBracket, at + offset);
        } else if (character === closeBrace || character === closeBracket) {
          close(at + offset, accept);
          if (isClosed) return at + 1;
        } else if (character === colon) {
          const frame = stack.at(-1);
          if (frame !== undefined) setKey(frame);
        }
      }
      return text.length;
    },
    rest: () => source.slice(restStart, source.length),
  };
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const colon = 0x3a;

/** Text in the pieces it came in: a slice costs its own length, however long the whole has become. */
function createSource(): {
  readonly length: number;
  add(piece: string): void;
  slice(start: number, end: number): string;
} {
  const pieces: { readonly start: number; readonly text: string }[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece) {
      if (piece === "") return;
      pieces.push({ start: length, text: piece });
      length += piece.length;
    },
    slice(start, end) {
      const parts: string[] = [];
      for (let index = pieces.length - 1; index >= 0; index -= 1) {
        const piece = pieces[index];
        if (piece === undefined || piece.start + piece.text.length <= start) break;
        parts.push(piece.text.slice(Math.max(0, start - piece.start), Math.max(0, end - piece.start)));
      }
      return parts.toReversed().join("");
    },
  };
}
