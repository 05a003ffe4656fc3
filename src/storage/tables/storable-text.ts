/**
 * A text as both databases can keep it: PostgreSQL refuses U+0000 and SQLite cuts a text there; half a character
 * (an unpaired surrogate) has no UTF-8. Both become U+FFFD.
 */
export function storableText(text: string): string {
  return text.replaceAll(/\0|\p{Surrogate}/gu, "\uFFFD");
}

/** The same for what may be absent. */
export function storableOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storableText(text);
}
