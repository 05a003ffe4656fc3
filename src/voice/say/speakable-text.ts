/** What a voice would read out and nobody wants to hear: markup, emoji, stage directions, addresses. */
export function speakableText(text: string): string {
  return text
    .replaceAll(/```[\s\S]*?(```|$)/g, " ")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/https?:\/\/\S+/g, " ")
    .replaceAll(/^\s*(#{1,6}|[-*+]|\d+\.)\s+/gm, "")
    .replaceAll(/[*_~`#>|]+/g, "")
    .replaceAll(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Whether anything of it can be said aloud. */
export function isPronounceable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(speakableText(text));
}
