/**
 * Text of a model for a terminal: control characters are left out, for a terminal obeys them (moves the cursor, sets
 * the window's title, on some answers as if typed). Line ends and tabs stay.
 */
export function terminalText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
