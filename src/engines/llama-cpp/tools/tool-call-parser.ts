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
import { createJsonValueScanner } from "./json-scanner.ts";
import type { JsonValueScanner } from "./json-scanner.ts";
import { readWholeCall, callHeadPattern } from "./tool-call-object.ts";

export type ParsedChunk =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly index: number; readonly name: string }
  | { readonly type: "arguments"; readonly index: number; readonly delta: string };

export interface ToolCallParser {
  push(text: string): readonly ParsedChunk[];
  /** The reply ended: gives out what was held back. */
  flush(): readonly ParsedChunk[];
  /** Calls begun so far. */
  callCount(): number;
}

/** What may precede a call. The control tokens among them are seen only where a model writes them as text. */
const markers = ["<tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "```json"] as const;
/** What may be between and after calls and is dropped. */
const wrapping = /^(?:<\/tool_call>|```|[\s,;\]])/;
const wrappingStarts = ["</tool_call>", "```"] as const;

type State = "text" | "value" | "arguments";

/** `knownNames`: a bare call in the text counts only when it names one of these. */
export function createToolCallParser(knownNames: ReadonlySet<string>): ToolCallParser {
  let state: State = "text";
  /** Characters not yet given out: a possible marker, or a call's head. */
  let buffer = "";
  /** The marker in front of the value; given out as text when no call follows. */
  let marker = "";
  let atStart = true;
  let calls = 0;
  let outer: JsonValueScanner = createJsonValueScanner();
  let inner: JsonValueScanner | undefined;
  let chunks: ParsedChunk[] = [];

  function emitText(text: string): void {
    if (text === "") return;
    const last = chunks.at(-1);
    if (last?.type === "text") chunks[chunks.length - 1] = { type: "text", text: last.text + text };
    else chunks.push({ type: "text", text });
  }

  function emitArguments(delta: string): void {
    const last = chunks.at(-1);
    const index = calls - 1;
    if (last?.type === "arguments") chunks[chunks.length - 1] = { type: "arguments", index, delta: last.delta + delta };
    else chunks.push({ type: "arguments", index, delta });
  }

  function beginCall(name: string): void {
    chunks.push({ type: "call", index: calls, name });
    calls += 1;
  }

  function giveUpCall(): void {
    emitText(marker + buffer);
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
      const first = buffer.charAt(0);
      const found = markers.find((candidate) => buffer.startsWith(candidate));
      if (found !== undefined) {
        enterValue(found, buffer.slice(found.length));
        return;
      }
      if (markers.some((candidate) => candidate.startsWith(buffer))) return;
      if (calls > 0 && atStart) {
        const wrapped = wrapping.exec(buffer);
        if (wrapped) {
          buffer = buffer.slice(wrapped[0].length);
          continue;
        }
        if (wrappingStarts.some((candidate) => candidate.startsWith(buffer))) return;
      }
      if (atStart && (first === "{" || first === "[")) {
        enterValue("", buffer);
        return;
      }
      if (atStart && calls === 0 && /\s/.test(first)) {
        emitText(first);
      } else {
        atStart = false;
        emitText(first);
      }
      buffer = buffer.slice(1);
    }
  }

  function enterValue(found: string, rest: string): void {
    state = "value";
    marker = found;
    buffer = "";
    outer = createJsonValueScanner();
    for (const character of rest) pushAny(character);
  }

  /** After a marker: skips a list's bracket and spaces, then reads the object's head. */
  function pushValue(character: string): void {
    if (buffer === "" && (/\s/.test(character) || character === "[")) {
      marker += character;
      return;
    }
    buffer += character;
    if (buffer.charAt(0) !== "{") {
      giveUpCall();
      return;
    }
    const ended = outer.push(character);
    const head = callHeadPattern.exec(buffer);
    if (head?.groups?.["name"] !== undefined && character === "{" && mayCall(head.groups["name"])) {
      beginCall(head.groups["name"]);
      state = "arguments";
      inner = createJsonValueScanner();
      inner.push(character);
      emitArguments(character);
      return;
    }
    if (!ended) return;
    const call = readWholeCall(buffer);
    if (call === undefined || !mayCall(call.name)) {
      giveUpCall();
      return;
    }
    beginCall(call.name);
    emitArguments(call.arguments);
    endObject();
  }

  function mayCall(name: string): boolean {
    const isBare = marker.trim() === "" || marker.trim() === "[" || marker.startsWith("```");
    return !isBare || knownNames.has(name);
  }

  function pushArguments(character: string): void {
    if (inner !== undefined) {
      emitArguments(character);
      if (inner.push(character)) inner = undefined;
    }
    if (outer.push(character)) endObject();
  }

  function pushAny(character: string): void {
    if (state === "text") pushText(character);
    else if (state === "value") pushValue(character);
    else pushArguments(character);
  }

  function take(): readonly ParsedChunk[] {
    const taken = chunks;
    chunks = [];
    return taken;
  }

  return {
    push(text) {
      for (const character of text) pushAny(character);
      return take();
    },
    flush() {
      if (state === "value") giveUpCall();
      else if (state === "text" && !(calls > 0 && atStart)) emitText(buffer);
      buffer = "";
      return take();
    },
    callCount: () => calls,
  };
}
