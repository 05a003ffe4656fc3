/**
 * A text without what is of no language: addresses of the web and of mail, paths and names of files, commands and code.
 * Their letters say nothing of how somebody speaks.
 */

/** A zone that is no word behind a full stop without its space. */
const zones = "com|org|net|io|dev|edu|gov|eu";
const endings =
  "tsx?|mts|jsx?|mjs|py|md|json|ya?ml|toml|xml|html?|css|txt|csv|pdf|png|jpe?g|gif|svg|docx?|xlsx?|pptx?|zip|tar|gz|exe|dll|sh|sql|cpp|java|php|gguf|onnx|wav|mp3|mp4|log|ini|conf";

const spans: readonly RegExp[] = [
  /```[\s\S]*?(?:```|$)/g,
  /`[^`\n]{1,300}`/g,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/gi,
  /\b(?:www\.|mailto:)\S+/gi,
  /[^\s@]{1,64}@[^\s@]+\.[^\s@]+/g,
  new RegExp(`(?<![\\w.])(?:[\\w-]{1,63}\\.){1,5}(?:(?:${zones})(?![\\w-])(?:[/:?#]\\S*)?|[a-z]{2,6}/\\S*)`, "gi"),
  /\b[a-z]:\\\S+/gi,
  new RegExp(`(?<!\\S)[\\w./\\\\~-]*\\w\\.(?:${endings})(?![\\w])`, "gi"),
  /(?<!\S)(?:~|\.{1,2})?\/[\w.@-]+(?:\/[\w.@-]*)*/g,
  /<\/?[a-z][^<>\n]{0,200}>/gi,
  /\b\w+\(\)|\b\w+(?:\.\w+)+\([^)\n]{0,200}\)/g,
  /\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b/g,
];

/** Lines that are code from end to end. */
const codeLine =
  /^\s*(?:(?:export\s+)?(?:const|let|var)\s+[^=\n]{1,80}=|(?:export\s+)?(?:async\s+)?(?:def|class|function|func|fn|struct|interface)\s+\w+\s*[({:<]|import\s+(?:[{*"']|\w+(?:\s+from\s|\s+as\s|\s*;?\s*$))|from\s+\S+\s+import\b|#include\b|(?:if|for|while|switch)\s*\(.*\)\s*\{?\s*$|(?:npm|npx|pip3?|git|sudo|apt|apt-get|docker|kubectl|yarn|cargo|curl)\s+[a-z-]+\b|return\b.*;\s*$|\$ \S|select\s.{1,200}\sfrom\s)|[=(){}[\]].*[;{}]\s*$|(?:^|\s)(?:=>|===|!==|&&|\|\|)(?:\s|$)/i;

export function withoutCode(text: string): string {
  const prose = spans.reduce((left, span) => left.replaceAll(span, " "), text);
  if (
    !/[=(){}[\]$;&|]|import|include|function|class|def |npm|pip|git|sudo|apt|docker|kubectl|yarn|cargo|curl|select/i.test(
      prose,
    )
  )
    return prose;
  return prose
    .split("\n")
    .filter((line) => !codeLine.test(line))
    .join("\n");
}
