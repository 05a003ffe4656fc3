/**
 * Reads a model's reply as it comes and separates tool calls from text.
 *
 * ```
 *            marker, or { [ at the start              name and arguments known
 *   text ───────────────────────────────▶ value ───────────────────────────────▶ arguments
 *    ▲                                   │  ▲                                        │
 *    └──────── no call after all ────────┘  └───────────── object ended ◀────────────┘
 * ```
 *
 * Invariants: every character of the reply is given out once, as text or as arguments, or belongs to a call's
 * wrapping; a call's name comes before its arguments; arguments are given out as the model writes them.
 */
import { callBlocks, namedBlock, pythonBlock, pythonList, taggedBlock, type CallBlock } from "./call-blocks.ts";
import { createChunkList, type ParsedChunk } from "./parsed-chunks.ts";
import { createJsonValueScanner } from "./json-scanner.ts";
import type { JsonValueScanner } from "./json-scanner.ts";
import { readWholeCall, callHeadPattern } from "./tool-call-object.ts";

export interface ToolCallParser {
  push(text: string): readonly ParsedChunk[];
  /** The reply ended: gives out what was held back. */
  flush(): readonly ParsedChunk[];
  /** Calls begun so far. */
  callCount(): number;
}

/** What may precede a call. The control tokens among them are seen only where a model writes them as text. */
const markers = [
  "<tool_call>",
  "[TOOL_CALLS]",
  "<|python_tag|>",
  "<|tool_call|>",
  "<|START_ACTION|>",
  "<|action_start|><|plugin|>",
  "<TOOLCALL>",
  "<tool_calls>",
  "<function_call>",
  "functools[",
  "Action: ```json",
  "Action:```json",
  "```json",
] as const;
/** What may be between and after calls and is dropped. */
const wrappingMarks = [
  "</tool_call>",
  "</tool_calls>",
  "</TOOLCALL>",
  "</function_call>",
  "<|/tool_call|>",
  "<|action_end|>",
  "<|END_ACTION|>",
  "```",
] as const;

/** `block`: a call in another family's form, read when it is whole. */
type State = "text" | "value" | "arguments" | "block";

/** `knownNames`: a bare call in the text counts only when it names one of these. */
export function createToolCallParser(knownNames: ReadonlySet<string>): ToolCallParser {
  let state: State = "text";
  /** Characters not yet given out: a possible marker, or a call's head. */
  let buffer = "";
  /** The marker in front of the value; given out as text when no call follows. */
  let marker = "";
  let atStart = true;
  let outer: JsonValueScanner = createJsonValueScanner();
  let inner: JsonValueScanner | undefined;
  let block: CallBlock | undefined;
  const chunks = createChunkList();

  function giveUpCall(): void {
    chunks.text(marker + buffer);
    marker = "";
    buffer = "";
    state = "text";
    atStart = false;
  }

  function endObject(): void {
    buffer = "";
    marker = "";
    inner = undefined;
    state = "text";
    atStart = true;
  }

  /** In text: holds back what may become a marker; between calls also swallows what only wraps them. */
  function pushText(character: string): void {
    buffer += character;
    while (buffer !== "") {
      const head = textHead(buffer, { atStart, hasCalls: chunks.calls > 0 });
      if (head.kind === "held") return;
      if (head.kind === "block") return enterBlock(head.block, head.block.open, buffer.slice(head.block.open.length));
      if (head.kind === "value") return enterValue(head.marker, buffer.slice(head.marker.length));
      if (head.kind === "wrapping") {
        buffer = buffer.slice(head.length);
        continue;
      }
      const first = buffer.charAt(0);
      if (chunks.calls > 0 || !/\s/.test(first)) atStart = false;
      chunks.text(first);
      buffer = buffer.slice(1);
    }
  }

  function enterBlock(entered: CallBlock, found: string, rest: string): void {
    state = "block";
    block = entered;
    marker = found;
    buffer = "";
    push(rest);
  }

  function pushBlock(character: string): void {
    buffer += character;
    if (block?.isWhole(buffer) === true) endBlock();
  }

  /** A call of an unknown name is one all the same where it has arguments: the form says so. */
  function endBlock(): void {
    const calls = (block?.read(buffer) ?? []).filter((call) => knownNames.has(call.name) || call.arguments !== "{}");
    if (calls.length === 0) return giveUpCall();
    for (const call of calls) chunks.wholeCall(call);
    endObject();
  }

  function enterValue(found: string, rest: string): void {
    state = "value";
    marker = found;
    buffer = "";
    outer = createJsonValueScanner();
    push(rest);
  }

  /** After a marker: skips a list's bracket and spaces, then reads the object's head. */
  function pushValue(character: string): void {
    if (buffer === "" && (/\s/.test(character) || character === "[")) {
      marker += character;
      return;
    }
    buffer += character;
    if (buffer.charAt(0) !== "{") {
      const other = blockBehind(marker, buffer, knownNames);
      if (other === "none") giveUpCall();
      else if (other !== "held") enterBlock(other, marker, buffer);
      return;
    }
    const ended = outer.push(character);
    const name = callHeadPattern.exec(buffer)?.groups?.["name"];
    if (name !== undefined && character === "{" && mayCall(name, marker, knownNames)) {
      chunks.call(name);
      state = "arguments";
      inner = createJsonValueScanner();
      inner.push(character);
      chunks.arguments(character);
      return;
    }
    if (!ended) return;
    const call = readWholeCall(buffer);
    if (call === undefined || !mayCall(call.name, marker, knownNames)) return giveUpCall();
    chunks.wholeCall(call);
    endObject();
  }

  function pushArguments(character: string): void {
    if (inner !== undefined) {
      chunks.arguments(character);
      if (inner.push(character)) inner = undefined;
    }
    if (outer.push(character)) endObject();
  }

  const pushIn = { text: pushText, value: pushValue, block: pushBlock, arguments: pushArguments };

  function push(text: string): void {
    for (const character of text) pushIn[state](character);
  }

  return {
    push(text) {
      push(text);
      return chunks.take();
    },
    flush() {
      if (state === "value") giveUpCall();
      else if (state === "block") endBlock();
      else if (state === "text" && !(chunks.calls > 0 && atStart)) chunks.text(buffer);
      buffer = "";
      return chunks.take();
    },
    callCount: () => chunks.calls,
  };
}

/** What follows a marker where it is no JSON; after `[`, Python's calls where one of the known names is called. */
function blockBehind(marker: string, buffer: string, knownNames: ReadonlySet<string>): CallBlock | "held" | "none" {
  const other = [taggedBlock, namedBlock, pythonBlock].find(
    ({ open }) => marker.startsWith(open) && !marker.includes("[", 1),
  );
  if (other !== undefined) return other;
  const names = marker.trim() === "[" ? [...knownNames].map((name) => `${name}(`) : [];
  if (names.some((name) => buffer.startsWith(name))) return pythonList;
  return names.some((name) => name.startsWith(buffer)) ? "held" : "none";
}

function mayCall(name: string, marker: string, knownNames: ReadonlySet<string>): boolean {
  return !isBare(marker) || knownNames.has(name);
}

/** A call that nothing but its own form marks as one. */
function isBare(marker: string): boolean {
  return marker.trim() === "" || marker.trim() === "[" || marker.startsWith("```");
}

/** How a text outside of calls begins. */
type TextHead =
  | { readonly kind: "text" }
  /** It may still become something else. */
  | { readonly kind: "held" }
  /** The marker is empty for a bare object. */
  | { readonly kind: "value"; readonly marker: string }
  | { readonly kind: "block"; readonly block: CallBlock }
  | { readonly kind: "wrapping"; readonly length: number };

/** @param place `atStart`: nothing but calls and spaces came before */
function textHead(buffer: string, place: { readonly atStart: boolean; readonly hasCalls: boolean }): TextHead {
  const marker = markers.find((candidate) => buffer.startsWith(candidate));
  if (marker !== undefined) return { kind: "value", marker };
  const block = callBlocks.find(({ open }) => buffer.startsWith(open));
  if (block !== undefined) return { kind: "block", block };
  if (markers.some((candidate) => candidate.startsWith(buffer))) return { kind: "held" };
  if (callBlocks.some(({ open }) => open.startsWith(buffer))) return { kind: "held" };
  if (place.hasCalls && place.atStart) {
    const wrapped = /^[\s,;\]]/.exec(buffer)?.[0] ?? wrappingMarks.find((candidate) => buffer.startsWith(candidate));
    if (wrapped !== undefined) return { kind: "wrapping", length: wrapped.length };
    if (wrappingMarks.some((candidate) => candidate.startsWith(buffer))) return { kind: "held" };
  }
  return place.atStart && /^[{[]/.test(buffer) ? { kind: "value", marker: "" } : { kind: "text" };
}
