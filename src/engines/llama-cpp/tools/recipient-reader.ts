/**
 * functionary 2's replies, in parts that are each addressed to somebody, as the marks that are read everywhere else:
 * `all\n<|content|>…<|from|>assistant\n<|recipient|>NAME\n<|content|>{…}<|stop|>`, the first `<|recipient|>` being in the
 * prompt.
 */
import type { ChannelReader } from "./channels.ts";

/** Control tokens that the reader is given. */
export const recipientMarks: ReadonlySet<string> = new Set(["<|from|>", "<|recipient|>", "<|content|>", "<|stop|>"]);

/** No name of a function is longer. */
const maxName = 64;

/** Reads whole marks: each comes as a push of its own. */
export function createRecipientReader(): ChannelReader {
  let state: "sender" | "recipient" | "body" = "recipient";
  let recipient = "";
  let close = "";

  function open(): string {
    const name = recipient.trim();
    recipient = "";
    state = "body";
    if (name === "all" || name === "") return "";
    close = "}</tool_call>\n";
    return `<tool_call>{"name": ${JSON.stringify(name)}, "arguments": `;
  }

  function end(): string {
    const ending = close;
    close = "";
    return ending;
  }

  /** A reply that is addressed to nobody, as a grammar forces it, is text. */
  function unaddressed(): string {
    const text = recipient;
    recipient = "";
    state = "body";
    return text;
  }

  return {
    push(text) {
      switch (text) {
        case "<|from|>":
        case "<|recipient|>":
          state = text === "<|from|>" ? "sender" : "recipient";
          recipient = "";
          return end();
        case "<|content|>":
          return open();
        case "<|stop|>":
          return end();
        default:
      }
      if (state === "body") return text;
      if (state === "sender") return "";
      recipient += text;
      return /^\s*[\w.-]*\s*$/.test(recipient) && recipient.length <= maxName ? "" : unaddressed();
    },
    end: () => (state === "recipient" ? unaddressed() : end()),
  };
}
