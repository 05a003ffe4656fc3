/**
 * Removes a model's reasoning between `<think>` and `</think>` at the start of its reply: the titles in it are
 * considered, not recommended.
 */
export interface ReasoningFilter {
  /** The part of the reply that is certain to be no reasoning. */
  push(chunk: string): string;
  end(): { readonly text: string; readonly unfinished: string };
}

const open = "<think>";
const close = "</think>";

export function createReasoningFilter(): ReasoningFilter {
  let state: "start" | "thinking" | "over" = "start";
  let held = "";
  const reasoned: string[] = [];

  function start(): string {
    const begun = held.trimStart();
    if (begun.length < open.length && open.startsWith(begun)) return "";
    const all = held;
    held = "";
    if (!begun.startsWith(open)) {
      state = "over";
      return all;
    }
    state = "thinking";
    return think(begun.slice(open.length));
  }

  function think(chunk: string): string {
    const all = held + chunk;
    const end = all.indexOf(close);
    if (end === -1) {
      held = all.slice(-(close.length - 1));
      reasoned.push(all.slice(0, all.length - held.length));
      return "";
    }
    state = "over";
    held = "";
    return all.slice(end + close.length);
  }

  return {
    push(chunk) {
      if (state === "over") return chunk;
      if (state === "thinking") return think(chunk);
      held += chunk;
      return start();
    },
    end() {
      const left = held;
      held = "";
      if (state !== "thinking") return { text: left, unfinished: "" };
      return { text: "", unfinished: open + reasoned.join("") + left };
    },
  };
}
