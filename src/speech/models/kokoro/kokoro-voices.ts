import type { Language } from "../../../core/language.ts";

/**
 * Kokoro 1.0's speakers, in the order in which they lie in `voices.bin`. The first letter is the language, the second
 * one f or m.
 */
export const kokoroSpeakers: readonly string[] = [
  ...["af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river"],
  ...["af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx"],
  ...["am_puck", "am_santa", "bf_alice", "bf_emma", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george"],
  ...["bm_lewis", "ef_dora", "em_alex", "ff_siwis", "hf_alpha", "hf_beta", "hm_omega", "hm_psi", "if_sara"],
  ...["im_nicola", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo", "pf_dora", "pm_alex"],
  ...["pm_santa", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunxia"],
  "zm_yunyang",
];

/** Languages whose words espeak-ng turns into Kokoro's phonemes; Chinese has a lexicon of its own. */
const speakerLanguages: Readonly<Record<string, Language>> = {
  ...{ a: "en", b: "en", e: "es", f: "fr", i: "it", p: "pt", z: "zh" },
};

/** The speaker of each language that sounds best by Kokoro's own grades. */
const preferred: readonly string[] = ["af_heart"];

export interface KokoroVoice {
  readonly id: string;
  readonly speaker: number;
  readonly languages: readonly Language[];
}

/** Those that can be used here, the preferred ones first. */
export function kokoroVoices({ hasLexicon }: { readonly hasLexicon: boolean }): readonly KokoroVoice[] {
  const voices = kokoroSpeakers.flatMap((name, speaker): readonly KokoroVoice[] => {
    const language = speakerLanguages[name.slice(0, 1)];
    if (language === undefined || (language === "zh" && !hasLexicon)) return [];
    return [{ id: `kokoro:${name}`, speaker, languages: [language] }];
  });
  const isPreferred = ({ id }: KokoroVoice): boolean => preferred.some((name) => id === `kokoro:${name}`);
  return [...voices.filter(isPreferred), ...voices.filter((voice) => !isPreferred(voice))];
}

/** What phonemizes a language: a voice of espeak-ng. English words inside Chinese are read as American. */
export const kokoroPhonemizers: Readonly<Partial<Record<string, string>>> = {
  ...{ en: "en-us", es: "es", fr: "fr", it: "it", pt: "pt-br", zh: "en-us" },
};
