import type { SeenAnswer } from "./ask-gateway.ts";
import type { WallCell } from "./wall-cells.ts";
import { wallReplyText } from "./wall-provider.ts";

/**
 * What is wrong with the answer to a cell; undefined where nothing is.
 *
 * 1. It ends in time, and says so.
 * 2. A reply that says that it is complete is: the provider's whole text, or that of the fallback, or a template's that
 *    is marked as one.
 * 3. What is not complete has one error with words in it, or is marked as cut.
 * 4. Where a fallback can answer, it does: as long as the client has seen nothing of the first reply.
 * @param words What the user said, and the fallback repeats.
 */
export function judgeAnswer(cell: WallCell, answer: SeenAnswer, words: string): string | undefined {
  const { ends, errors, source, status } = answer;
  const text = answer.text.replace(/x{1000,}/, "");
  const hasFallback = cell.context === "first" && (cell.moment === "before" || cell.form === "whole");
  const where = status === undefined ? "" : ` (status ${status})`;
  switch (ends) {
    case "late":
      return "no end in time";
    case "broken":
      return text === "" ? `no reply and no error${where}` : "no terminal event";
    case "error":
      if (errors.length > 1) return `${errors.length} errors`;
      if (errors[0] === "") return "an error without a message";
      break;
    case "cut":
      break;
    case "whole":
      if (source === "template") return undefined;
      if (cell.context === "first" && text === words) return undefined;
      if (text === "") return "empty, marked complete";
      if (text !== wallReplyText) return "truncated, marked complete";
      return cell.severity === "fails" ? "its end is made up" : undefined;
  }
  if (cell.severity === "harmless") return `no whole reply${where}`;
  return hasFallback ? `the fallback did not answer${where}` : undefined;
}
