/**
 * Replies in parts that are each addressed to somebody, turned into the marks that are read everywhere else: reasoning in
 * `<think>`, calls in `<tool_call>`.
 *
 * - gpt-oss (harmony): `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>commentary
 *   to=functions.NAME <|constrain|>json<|message|>{…}<|call|>`, `<|channel|>final<|message|>…`
 * - functionary 3.2: `all\n…>>>NAME\n{…}`, the first `>>>` being in the prompt
 */
import { reasoningMarks } from "../../../core/reasoning-marks.ts";

export interface ChannelReader {
  /** What a piece of text, or the text of a control token, is in the marks of everywhere else. */
  push(text: string): string;
  /** The reply ended: closes what is open. */
  end(): string;
}

/** Control tokens that a harmony reader is given. */
export const harmonyMarks: ReadonlySet<string> = new Set([
  "<|start|>",
  "<|channel|>",
  "<|constrain|>",
  "<|message|>",
  "<|end|>",
  "<|call|>",
  "<|return|>",
]);

const [think] = reasoningMarks;

/** Reads whole marks: each comes as a push of its own. */
export function createHarmonyReader(): ChannelReader {
  /** `head`: between a channel's mark and its message. `dropped`: reasoning behind the reply's beginning. */
  let state: "body" | "head" | "dropped" = "body";
  let head = "";
  let close = "";
  let isBegun = false;

  function open(): string {
    const recipient = /\bto=(?:functions\.)?([\w.-]+)/.exec(head)?.[1];
    const isReasoning = recipient === undefined && /\banalysis\b/.test(head);
    const isFirst = !isBegun;
    head = "";
    state = isReasoning && !isFirst ? "dropped" : "body";
    isBegun = true;
    if (state === "dropped") return "";
    if (recipient !== undefined) {
      close = "}</tool_call>";
      return `<tool_call>{"name": ${JSON.stringify(recipient)}, "arguments": `;
    }
    close = isReasoning ? `\n${think.close}\n\n` : "";
    return isReasoning ? `${think.open}\n` : "";
  }

  function end(): string {
    const ending = close;
    close = "";
    return ending;
  }

  return {
    push(text) {
      switch (text) {
        case "<|start|>":
        case "<|channel|>": {
          const ending = end();
          // A role's name, then the channel's.
          head = text === "<|start|>" ? "" : `${head} `;
          state = "head";
          return ending;
        }
        case "<|message|>":
          return open();
        case "<|end|>":
        case "<|call|>":
        case "<|return|>":
          return end();
        case "<|constrain|>":
          return "";
        default:
      }
      if (state === "body") return text;
      if (state === "head") head += text;
      return "";
    },
    end,
  };
}

const nextPart = ">>>";

export function createFunctionaryReader(): ChannelReader {
  let state: "name" | "text" | "arguments" = "name";
  let held = "";

  function readName(): string {
    const lineEnd = held.indexOf("\n");
    if (lineEnd === -1) return "";
    const name = held.slice(0, lineEnd).trim();
    held = held.slice(lineEnd + 1);
    state = name === "all" ? "text" : "arguments";
    const opened = state === "text" ? "" : `<tool_call>{"name": ${JSON.stringify(name)}, "arguments": `;
    return opened + readBody();
  }

  function readBody(): string {
    const end = held.indexOf(nextPart);
    if (end === -1) {
      const kept = [2, 1].find((length) => held.endsWith(nextPart.slice(0, length))) ?? 0;
      const given = held.slice(0, held.length - kept);
      held = held.slice(given.length);
      return given;
    }
    const given = held.slice(0, end);
    held = held.slice(end + nextPart.length);
    const closed = closePart();
    state = "name";
    return given + closed + readName();
  }

  function closePart(): string {
    return state === "arguments" ? "}</tool_call>\n" : "";
  }

  return {
    push(text) {
      held += text;
      return state === "name" ? readName() : readBody();
    },
    end() {
      const rest = held;
      held = "";
      return rest + closePart();
    },
  };
}
