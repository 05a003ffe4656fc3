/**
 * Leaves out what a model thinks aloud between `<think>` and `</think>` at the start of its reply: the titles in it are
 * considered, not recommended.
 */
export interface Thoughts {
  /** The part of the reply that became certain to be no thought. */
  push(piece: string): string;
  end(): { readonly text: string; readonly unfinished: string };
}

const open = "<think>";
const close = "</think>";

export function createThoughts(): Thoughts {
  let state: "start" | "thinking" | "over" = "start";
  let held = "";
  const thought: string[] = [];

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

  function think(piece: string): string {
    const all = held + piece;
    const end = all.indexOf(close);
    if (end === -1) {
      held = all.slice(-(close.length - 1));
      thought.push(all.slice(0, all.length - held.length));
      return "";
    }
    state = "over";
    held = "";
    return all.slice(end + close.length);
  }

  return {
    push(piece) {
      if (state === "over") return piece;
      if (state === "thinking") return think(piece);
      held += piece;
      return start();
    },
    end() {
      const left = held;
      held = "";
      if (state !== "thinking") return { text: left, unfinished: "" };
      return { text: "", unfinished: open + thought.join("") + left };
    },
  };
}
