/** Longest part of another server's words that is shown. */
const maxLength = 300;

/** Another server's words in a form fit for an error message: one line, not long, without the key it was sent. */
export function showForeignText(text: string, secret: string | undefined): string {
  const withoutSecret = secret === undefined || secret === "" ? text : text.replaceAll(secret, "[removed]");
  // Some servers repeat a part of a key that they refuse.
  const withoutKeys = withoutSecret.replace(/\b(?:sk|hf|pk|api|key)[-_][\w*-]{6,}/gi, "[removed]");
  // oxlint-disable-next-line no-control-regex -- Control characters of another server must not reach a terminal.
  const line = withoutKeys.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}
