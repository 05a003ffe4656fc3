/** The 15 mouth shapes of OpenXR and Oculus LipSync, in their order. */
export const visemeNames = [
  "sil",
  "PP",
  "FF",
  "TH",
  "DD",
  "kk",
  "CH",
  "SS",
  "nn",
  "RR",
  "aa",
  "E",
  "ih",
  "oh",
  "ou",
] as const;

export type VisemeName = (typeof visemeNames)[number];

/** A mouth shape, held until the next one. */
export interface TimedViseme {
  readonly viseme: VisemeName;
  /** Milliseconds from the start of its audio. */
  readonly startMs: number;
}
