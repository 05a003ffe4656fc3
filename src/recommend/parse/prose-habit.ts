/**
 * Tells whether a line of prose still belongs to the item above it, or is what the model says after its list. Numbered
 * lists are written evenly: where the earlier items had no second paragraph, a second paragraph after the last one is
 * not about it.
 */
import type { ItemDraft } from "./item-draft.ts";
import { startsLikeReason } from "./reason-words.ts";

export interface ProseHabit {
  startItem(): void;
  finishItem(): void;
  /** The item that is open has something beside its title. */
  body(hasBody: boolean): void;
  /** It went on in a line of its own. */
  line(): void;
  /** It went on in prose after an empty line. */
  paragraph(): void;
  isAfterword(draft: ItemDraft, afterBlank: boolean, line: string): boolean;
}

export function createProseHabit(): ProseHabit {
  let finished = 0;
  let isOpen = false;
  // The most that an earlier item had.
  let hadBody = false;
  let hadLines = false;
  let hadParagraphs = 0;
  let hasBody = false;
  let hasLines = false;
  let paragraphs = 0;

  return {
    startItem() {
      isOpen = true;
      hasBody = false;
      hasLines = false;
      paragraphs = 0;
    },
    finishItem() {
      if (!isOpen) return;
      isOpen = false;
      finished += 1;
      hadBody ||= hasBody;
      hadLines ||= hasLines;
      hadParagraphs = Math.max(hadParagraphs, paragraphs);
    },
    body(has) {
      hasBody ||= has;
    },
    line() {
      hasLines = true;
    },
    paragraph() {
      paragraphs += 1;
    },
    isAfterword(draft, afterBlank, line) {
      if (draft.isValueOpen) return false;
      if (afterBlank) {
        if (finished > 0) return paragraphs >= hadParagraphs;
        return draft.hasBody && (draft.hasReason || !startsLikeReason(line));
      }
      if (paragraphs > 0 || hasLines) return false;
      return finished > 0 && !hadLines && (draft.hasBody || !hadBody);
    },
  };
}
