import type { Marker } from "../markers.ts";
import { isTableRow } from "../table-rows.ts";

/** What a line is by itself, whatever came before it. */
export type Line =
  | { readonly kind: "table-row" | "blank" | "fence" | "prose"; readonly text: string }
  | { readonly kind: "number" | "bullet" | "heading"; readonly text: string; readonly marker: Marker };

export function classifyLine(text: string, markerOf: (text: string) => Marker | undefined): Line {
  if (isTableRow(text)) return { kind: "table-row", text };
  const plain = text.trim();
  if (plain === "" || rule.test(plain)) return { kind: "blank", text };
  if (fence.test(plain)) return { kind: "fence", text };
  const marker = markerOf(text);
  return marker === undefined ? { kind: "prose", text } : { kind: marker.kind, text, marker };
}

/** Half of a marker, perhaps: it says nothing about the lines before it. */
export function isSignsOnly(text: string): boolean {
  return signsOnly.test(text);
}

const signsOnly = /^[\s>*+•#_–—([（【-]{1,48}$/u;
const fence = /^(?:```|~~~)[\w ]{0,20}$/;
const rule = /^(?:[-*_=] ?){3,200}$/;
