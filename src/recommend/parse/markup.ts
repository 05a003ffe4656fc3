/** Takes Markdown's emphasis, links and leading pictures out of a text. */

const emphasis = /\*{2,3}|_{2,3}|`+|(?<![\p{L}\p{N}])[*_]|[*_](?![\p{L}\p{N}])/gu;
const link = /\[([^\][]{1,300})\]\([^)\s]{1,500}\)/gu;
const leadingPictures = /^(?:(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}|\u{20E3}) ?)+/u;

export function stripMarkup(text: string): string {
  return text.replace(link, "$1").replace(emphasis, "").trim();
}

export function stripLeadingPictures(text: string): string {
  return text.replace(leadingPictures, "");
}

export function stripLinks(text: string): string {
  return text.includes("](") ? text.replace(link, "$1") : text;
}

/** Runs of white space as one blank, none at the ends. */
export function collapseSpace(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
