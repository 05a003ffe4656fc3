/**
 * The tag in front of a reply that says its feeling, such as `(sad)`: written into the prompt where the model's own
 * probabilities decided it, read out of the text where the model wrote one itself.
 */
import { emotionLabels, isEmotionLabel, type EmotionLabel } from "../../core/emotion.ts";

/** Where the label is asked for: the tag up to the word. */
export const tagOpening = "(";

/** No space behind it: tokenizers join the space to the word that follows. */
export function emotionTag(label: EmotionLabel): string {
  return `${tagOpening}${label})`;
}

export interface TagReader {
  push(chunk: string): string;
  /** The text that was held back and turned out not to be a tag. */
  flush(): string;
  /** The label of the tag, once that is known. */
  readonly label: EmotionLabel | undefined;
}

const labels = emotionLabels.join("|");
const wholeTag = new RegExp(String.raw`^\s*(?:[([*<]\s*(${labels})\s*[)\]*>]|(${labels})\s*:)\s*`, "i");
const longestTag = 16;

/** Takes a tag off the beginning of a text, in round, square or other brackets, or with a colon. */
export function createTagReader(): TagReader {
  let held = "";
  let label: EmotionLabel | undefined;
  let isBeyond = false;

  function settle(hasEnded: boolean): string {
    const match = wholeTag.exec(held);
    if (match !== null) {
      const word = (match[1] ?? match[2])?.toLowerCase();
      if (isEmotionLabel(word)) label = word;
      // White space behind the tag may still come.
      if (match[0].length === held.length && !hasEnded) return "";
      held = held.slice(match[0].length);
    } else if (!hasEnded && mayBecomeTag(held)) {
      return "";
    }
    isBeyond = true;
    return held;
  }

  return {
    push(chunk) {
      if (isBeyond) return chunk;
      held += chunk;
      return settle(false);
    },
    flush: () => (isBeyond ? "" : settle(true)),
    get label() {
      return label;
    },
  };
}

function mayBecomeTag(text: string): boolean {
  const begun = text.trimStart().toLowerCase();
  if (begun.length > longestTag) return false;
  const word = begun.replace(/^[([*<]\s*/, "").replace(/\s*$/, "");
  return emotionLabels.some((label) => label.startsWith(word));
}
