/**
 * A chat template in the words that our Jinja knows, for one that fails as it is written: `dict.get`, `str.format` with
 * one value, and filters of what may be undefined, which Jinja2 takes for an empty text.
 */
export function withKnownWords(source: string): string {
  return source
    .replaceAll(/\.get\(\s*('[^']*'|"[^"]*")\s*\)/g, "[$1]")
    .replaceAll(/('[^']*\{\}[^']*')\.format\((\w+)\)/g, "($1 | replace('{}', $2))")
    .replaceAll(/([A-Za-z_][\w.]*(?:\[[^\]|{}]*\])*)\s*\|\s*trim\b/g, "(($1) or '') | trim");
}
