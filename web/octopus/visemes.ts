/** The 15 shapes of a speaking mouth, as the server names them (those of OpenXR). */
export const visemes = [
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

export type Viseme = (typeof visemes)[number];

/** `open` 0–1 of the widest, `width` 1 is at rest, `teeth` and `tongue` 0–1 of what shows of them. */
export interface MouthShape {
  readonly open: number;
  readonly width: number;
  readonly teeth: number;
  readonly tongue: number;
}

export const mouthShapes: Readonly<Record<Viseme, MouthShape>> = {
  sil: { open: 0, width: 1, teeth: 0, tongue: 0 },
  PP: { open: 0, width: 0.82, teeth: 0, tongue: 0 },
  FF: { open: 0.16, width: 0.92, teeth: 1, tongue: 0 },
  TH: { open: 0.26, width: 0.95, teeth: 0.6, tongue: 1 },
  DD: { open: 0.3, width: 0.95, teeth: 0.5, tongue: 0.7 },
  kk: { open: 0.36, width: 0.9, teeth: 0.2, tongue: 0.3 },
  CH: { open: 0.3, width: 0.66, teeth: 0.7, tongue: 0 },
  SS: { open: 0.18, width: 1.06, teeth: 1, tongue: 0 },
  nn: { open: 0.22, width: 0.92, teeth: 0.3, tongue: 0.8 },
  RR: { open: 0.3, width: 0.68, teeth: 0.2, tongue: 0.4 },
  aa: { open: 0.95, width: 1, teeth: 0.4, tongue: 0.8 },
  E: { open: 0.56, width: 1.14, teeth: 0.5, tongue: 0.6 },
  ih: { open: 0.4, width: 1.1, teeth: 0.6, tongue: 0.5 },
  oh: { open: 0.7, width: 0.6, teeth: 0, tongue: 0.5 },
  ou: { open: 0.42, width: 0.42, teeth: 0, tongue: 0.2 },
};
