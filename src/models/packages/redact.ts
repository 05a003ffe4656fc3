/** What a package client wrote, as far as it may be shown: logins of the user's registries are in many of its lines. */

const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"',;]+/gi, "$1***"],
  [/\b((?:basic|bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/gi, "$1***"],
  [
    /(_auth(?:token)?|_password|password|passwd|token|secret|api[_-]?key|signature)(["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
    "$1$2***",
  ],
  [/\b(?:npm_|pypi-|ghp_|github_pat_|glpat-)[A-Za-z0-9_-]{16,}/g, "***"],
];

function redactSecrets(text: string): string {
  return secrets.reduce((shown, [form, replacement]) => shown.replaceAll(form, replacement), text);
}

const shownLines = 6;
const maxLineLength = 300;

/** The last lines that say something, without terminal codes and secrets. */
export function lastLines(text: string): string {
  // eslint-disable-next-line no-control-regex -- terminal codes are what is removed
  const plain = text.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, "").replaceAll(/[^\P{Cc}\n]/gu, " ");
  const lines = plain.split("\n").map((line) => line.trim());
  const telling = lines.filter(
    (line) => line !== "" && !/^(?:npm (?:error|ERR!)\s*$|npm (?:error|ERR!) A complete log)/.test(line),
  );
  return redactSecrets(
    telling
      .slice(-shownLines)
      .map((line) => line.slice(0, maxLineLength))
      .join("\n"),
  );
}
