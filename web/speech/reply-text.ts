/** The text of a turn's reply, also one that goes on in a second response with what was not heard of the first. */
export interface ReplyText {
  readonly value: string;
  /** Another turn. */
  clear(): void;
  /** A response begins; the turn's second one says the rest again. */
  begin(): void;
  /** The text so far, with more of it. */
  add(delta: string): string;
}

export function createReplyText(): ReplyText {
  let value = "";
  let isFirstDelta = true;
  return {
    get value() {
      return value;
    },
    clear() {
      value = "";
      isFirstDelta = true;
    },
    begin() {
      isFirstDelta = true;
    },
    add(delta) {
      const isKnown = isFirstDelta && value !== "" && value.endsWith(delta.trim());
      isFirstDelta = false;
      if (!isKnown) value += delta;
      return value;
    },
  };
}
