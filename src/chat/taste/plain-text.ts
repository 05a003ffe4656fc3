/**
 * Words from outside in a form that cannot break a prompt: without control characters, and without the marks that chat
 * templates set turns apart with. Engines guard against the marks of their own model; this holds for all the others.
 */

/** `<|im_start|>`, `[INST]`, `<<SYS>>`, `<start_of_turn>`, `</s>`: what remains of one is its word. */
const turnMarks = /<\|([^|<>]{1,40})\|>|\[(\/?INST)\]|<<(\/?SYS)>>|<((?:start|end)_of_turn)>|<\/?(s|bos|eos)>/gi;

/** Control characters but for line breaks and tabs, and the invisible ones that turn the direction of text. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;

/** Keeps lines. What is longer than `maxLength` characters ends in an ellipsis. */
export function toPlainText(text: string, maxLength: number): string {
  const plain = text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(invisible, "")
    .replace(turnMarks, (_mark, ...groups: readonly unknown[]) => groups.slice(0, 5).find(isText) ?? "")
    .trim();
  return shorten(plain, maxLength);
}

/** As `toPlainText`, on one line. */
export function toPlainLine(text: string, maxLength: number): string {
  // A text of megabytes is not walked for a line of it; what is left out by cleaning fits into the surplus.
  const plain = toPlainText(text.slice(0, 4 * maxLength + 200), 4 * maxLength + 200);
  return shorten(plain.replace(/\s+/g, " "), maxLength);
}

/** Never cuts a pair of surrogates in two. */
function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text
    .slice(0, maxLength - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd()}…`;
}

function isText(group: unknown): group is string {
  return typeof group === "string";
}
