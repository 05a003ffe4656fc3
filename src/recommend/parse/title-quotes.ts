/** A title between marks of its own: bold, italic, quotes of several languages, Chinese book marks. */
export interface Quoted {
  readonly inside: string;
  /** What follows the closing mark. */
  readonly rest: string;
  /** True for bold and italic, which may hold a whole line; quotes hold a title. */
  readonly isEmphasis: boolean;
}

const emphasisMarks = ["***", "**", "*", "___", "__", "_", "`"];
const quotes: readonly (readonly [string, string])[] = [
  ["《", "》"],
  ["〈", "〉"],
  ["『", "』"],
  ["「", "」"],
  ["【", "】"],
  ["«", "»"],
  ["»", "«"],
  ["‹", "›"],
  ["“", "”"],
  ["„", "“"],
  ["„", "”"],
  ['"', '"'],
  ["‘", "’"],
  ["'", "'"],
];

/** No title is longer; a mark that does not close by then closes nothing. Characters. */
const longestTitle = 300;

/** Reads the marked title that `text` begins with; undefined when it begins with none, or it does not close. */
export function readQuoted(text: string): Quoted | undefined {
  const opening = emphasisMarks.find((mark) => text.startsWith(mark));
  if (opening !== undefined) return between(text, opening, opening, true);
  for (const [open, close] of quotes) {
    if (!text.startsWith(open)) continue;
    const quoted = between(text, open, close, false);
    if (quoted !== undefined) return quoted;
  }
  return undefined;
}

function between(text: string, open: string, close: string, isEmphasis: boolean): Quoted | undefined {
  const reach = text.slice(0, longestTitle);
  const end = closingMark(reach, close, open.length);
  if (end === -1) return undefined;
  const inside = reach.slice(open.length, end).trim();
  if (inside === "") return undefined;
  return { inside, rest: text.slice(end + close.length), isEmphasis };
}

function closingMark(text: string, close: string, from: number): number {
  const mayBeApostrophe = close === "'" || close === "’";
  // An apostrophe inside a word closes nothing: 'Ocean's Eleven'.
  const isInsideWord = (end: number): boolean => mayBeApostrophe && /^\p{L}/u.test(text.slice(end + 1, end + 3));
  let end = text.indexOf(close, from);
  while (end !== -1 && isInsideWord(end)) end = text.indexOf(close, end + 1);
  return end;
}
