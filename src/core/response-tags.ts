/**
 * Takes off what some models put around a reply behind their reasoning: Granite 3.3 writes `<think>…</think>` and then
 * `<response>…</response>`. A reply that does not begin so is passed on as it is.
 */
export interface ResponseTags {
  push(text: string): string;
  /** The reply ended: gives out what was held back. */
  end(): string;
}

const open = "<response>";
const close = "</response>";

export function createResponseTags(): ResponseTags {
  let state: "start" | "inside" | "outside" = "start";
  let held = "";
  let hasGiven = false;

  function take(): string {
    const text = held;
    held = "";
    return text;
  }

  /** Holds back what may yet be the closing tag, with the white space around it. */
  function readInside(): string {
    if (!hasGiven) held = held.trimStart();
    hasGiven ||= held !== "";
    const from = held.lastIndexOf("<");
    if (from === -1 || !close.startsWith(held.slice(from).trimEnd())) return take();
    const given = held.slice(0, from);
    held = held.slice(from);
    return given;
  }

  return {
    push(text) {
      if (state === "outside") return text;
      held += text;
      if (state === "inside") return readInside();
      const begun = held.trimStart();
      if (begun.startsWith(open)) {
        state = "inside";
        held = begun.slice(open.length);
        return readInside();
      }
      if (open.startsWith(begun)) return "";
      state = "outside";
      return take();
    },
    end() {
      const rest = take();
      return state === "inside" && rest.trim() === close ? "" : rest;
    },
  };
}
