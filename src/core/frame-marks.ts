/**
 * Takes the marks out of a reply that frame tools, calls and results in a prompt: a model that copies `<tool_response>`
 * means no word of it. The result depends on the whole text only, not on how it was cut into chunks.
 *
 * 1. A mark goes with the white space around it; of two pieces that belong together the longer one stays.
 * 2. A mark in code is a word: the reply is about it.
 * 3. Everything else is given out unchanged; white space and what may begin a mark is held back until it is certain.
 */
import type { PromptInput } from "./generate-request.ts";

export interface FrameMarkFilter {
  push(chunk: string): string;
  /** What was held back, at the reply's end. */
  flush(): string;
  /** Whether a mark was taken out. */
  readonly hasTaken: boolean;
}

const tags =
  "tool tools tool_call tool_calls tool_response tool_responses tool_result tool_results tool_output tool_outputs " +
  "available_tools function_call function_calls function_response function_results toolcall toolresponse";
const brackets = "TOOL_CALLS TOOL_RESULTS AVAILABLE_TOOLS TOOL_CONTENT";

const marks: readonly { readonly text: string; readonly name: string }[] = [
  ...tags.split(" ").flatMap((name) => [`<${name}>`, `</${name}>`, `<|${name}|>`, `<|/${name}|>`].map(named(name))),
  ...brackets.split(" ").flatMap((name) => [`[${name}]`, `[/${name}]`].map(named(name.toLowerCase()))),
];

function named(name: string): (text: string) => { readonly text: string; readonly name: string } {
  return (text) => ({ text: text.toLowerCase(), name });
}

/** The marks that a reply to this prompt with tools cannot mean: none that the prompt itself speaks of. */
export function frameMarksOf(input: PromptInput): readonly string[] {
  if (input.kind !== "chat") return [];
  const spoken = input.messages
    .filter(({ role }) => role !== "assistant")
    .map(({ content }) => content.toLowerCase())
    .join("\n");
  return marks.filter(({ text, name }) => !spoken.includes(text) && !isSpokenOf(spoken, name)).map(({ text }) => text);
}

/** `tools` is an everyday word; as a tag, only what looks like one speaks of it. */
function isSpokenOf(spoken: string, name: string): boolean {
  return name.includes("_") ? spoken.includes(name) : spoken.includes(`<${name}>`) || spoken.includes(`</${name}>`);
}

/** @param taken lower case, as of `frameMarksOf` */
export function createFrameMarkFilter(taken: readonly string[]): FrameMarkFilter {
  /** White space, and what may begin a mark behind it. */
  let space = "";
  let open = "";
  /** White space in front of marks that were taken out just now; undefined behind any other text. */
  let spaceBefore: string | undefined;
  let hasText = false;
  let hasTaken = false;
  /** Between an odd and an even run of backticks. */
  let isCode = false;
  let last = "";

  function give(text: string): string {
    const before = spaceBefore ?? "";
    const gap = spaceBefore === undefined || hasText ? (space.length >= before.length ? space : before) : "";
    for (const character of text) {
      if (character === "`" && last !== "`") isCode = !isCode;
      last = character;
    }
    space = "";
    spaceBefore = undefined;
    hasText = true;
    return gap + text;
  }

  function takeMark(): void {
    if (spaceBefore === undefined || space.length > spaceBefore.length) spaceBefore = space;
    space = "";
    open = "";
    hasTaken = true;
  }

  /** Gives out what begins no mark after all. */
  function settle(): string {
    let given = "";
    while (open !== "") {
      const begun = open.toLowerCase();
      if (!isCode && taken.includes(begun)) {
        takeMark();
        break;
      }
      if (!isCode && taken.some((mark) => mark.startsWith(begun))) break;
      const first = open.charAt(0);
      open = open.slice(1);
      if (/\s/.test(first)) space += first;
      else given += give(first);
    }
    return given;
  }

  return {
    get hasTaken() {
      return hasTaken;
    },
    push(chunk) {
      let given = "";
      for (const character of chunk) {
        open += character;
        given += settle();
      }
      return given;
    },
    flush() {
      let given = "";
      for (const character of open) {
        if (/\s/.test(character)) space += character;
        else given += give(character);
      }
      open = "";
      const rest = spaceBefore === undefined ? space : "";
      space = "";
      return given + rest;
    },
  };
}
