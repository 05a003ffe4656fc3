/** Whose voices are the best of a language here, by what was heard and by their own grades. */
const families: Readonly<Record<string, readonly string[]>> = {
  ...{ en: ["piper", "kokoro", "supertonic"], zh: ["kokoro", "piper"] },
  ...{ es: ["kokoro", "piper", "supertonic"], fr: ["kokoro", "piper", "supertonic"] },
  ...{ it: ["kokoro", "piper", "supertonic"], pt: ["kokoro", "piper", "supertonic"] },
  ...{ de: ["piper", "supertonic"], ru: ["piper", "supertonic"] },
  ...{ ja: ["supertonic"], ko: ["supertonic"] },
};

/** Of two engines that speak a language the one with the lower rank is better; other servers and espeak-ng come last. */
export function voiceRank(engineId: string, language: string): number {
  const family = /^sherpa-onnx:(?<family>[a-z]+)/.exec(engineId)?.groups?.["family"] ?? "";
  const order = families[language] ?? [];
  const found = order.indexOf(family);
  if (found !== -1) return found;
  return engineId === "espeak-ng" ? order.length + 1 : order.length;
}
