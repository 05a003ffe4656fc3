/** As node-llama-cpp writes the exponent of a number; a text of the schema has its quotes escaped and is not meant. */
const exponent = / \(\[eE\] \[-\+\]\? \("0" \| \[1-9\] \[0-9\]\{0,15\}\)\)\?/g;

/**
 * A grammar for JSON whose numbers all programs can read: its own would allow `9E797825111`, which `JSON.parse` makes
 * Infinity. Exponents have at most two digits, whole numbers have none.
 */
export function withFiniteNumbers(grammar: string): string {
  return grammar
    .split("\n")
    .map((line) => line.replace(exponent, line.startsWith("integer-number-rule ") ? "" : " ([eE] [-+]? [0-9] [0-9]?)?"))
    .join("\n");
}
