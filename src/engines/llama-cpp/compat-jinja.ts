/**
 * A chat template in the words that our Jinja knows, for one that fails as it is written: `dict.get`, `str.format` with
 * one value, `min` and `max`, `string` of what is none, `list.append` and `list.pop(0)` in a `set`, and filters of what may
 * be undefined, which Jinja2 takes for an empty text.
 */
export function withKnownWords(source: string): string {
  return source
    .replaceAll(/([A-Za-z_][\w.]*)\.get\(\s*('[^']*'|"[^"]*")\s*,\s*([^()]+?)\s*\)/g, "($1[$2] | default($3))")
    .replaceAll(/\.get\(\s*('[^']*'|"[^"]*")\s*\)/g, "[$1]")
    .replaceAll(/('[^']*\{\}[^']*')\.format\((\w+)\)/g, "($1 | replace('{}', $2))")
    .replaceAll(/\|\s*min\b/g, "| sort | first")
    .replaceAll(/\|\s*max\b/g, "| sort | last")
    .replaceAll(/([A-Za-z_][\w.]*)\s*\|\s*string\b/g, "(($1) if ($1) is string else ($1) | tojson)")
    .replaceAll(/set\s+(\w+)\s*=\s*([A-Za-z_][\w.]*)\.pop\(0\)\s*(-?%\})/g, "set $1 = $2[0] %}{% set $2 = $2[1:] $3")
    .replaceAll(/set\s+_\s*=\s*([A-Za-z_][\w.]*)\.append\((\w+)\)\s*(-?%\})/g, "set $1 = $1 + [$2] $3")
    .replaceAll(/([A-Za-z_][\w.]*(?:\[[^\]|{}]*\])*)\s*\|\s*trim\b/g, "(($1) or '') | trim");
}
