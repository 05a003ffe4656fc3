/** How finely weights are stored: as users ask for it, and by the names that files give to it. */

/** In words that fit every kind of file; `auto` is the usual trade of size for quality. */
export const quantizationChoices = ["auto", "q4", "q8", "f16"] as const;

export type QuantizationChoice = (typeof quantizationChoices)[number];

/** About 4, 8 or 16 bits a weight. */
export type QuantizationClass = Exclude<QuantizationChoice, "auto">;

/** Names of GGUF files for each class, the best known trade of size for quality first. */
const ggufNames: Readonly<Record<QuantizationClass, readonly string[]>> = {
  q4: ["Q4_K_M", "Q4_K_S", "Q4_0", "Q4_1", "IQ4_NL", "IQ4_XS", "MXFP4"],
  q8: ["Q8_0"],
  f16: ["F16", "BF16"],
};

/** `q8` and `Q8_0` are both about 8 bits; undefined for a name that is neither a class nor in one. */
export function quantizationClassOf(requested: string): QuantizationClass | undefined {
  const lower = requested.toLowerCase();
  if (lower === "q4" || lower === "q8" || lower === "f16") return lower;
  const upper = requested.toUpperCase();
  return ggufNames.q4.includes(upper) ? "q4" : ggufNames.q8.includes(upper) ? "q8" : undefined;
}

/** The names that match a request, in the order in which they are preferred: `q4` → `Q4_K_M`, …; `q5_k_m` → `Q5_K_M`. */
export function ggufNamesOf(requested: string): readonly string[] {
  const lower = requested.toLowerCase();
  return lower === "q4" || lower === "q8" || lower === "f16" ? ggufNames[lower] : [requested.toUpperCase()];
}
