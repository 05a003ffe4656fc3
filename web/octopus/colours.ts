import type { Pose } from "./pose.ts";

/** Sets the colours of the drawing as custom properties, all from the hue of the pose. */
export function paint(element: SVGElement, { hue, chroma, lightness, blush }: Pose): void {
  const shades: Readonly<Record<string, string>> = {
    "--ollie-top": oklch(lightness + 0.09, chroma * 0.8, hue + 8),
    "--ollie-body": oklch(lightness, chroma, hue),
    "--ollie-under": oklch(lightness - 0.1, chroma * 1.12, hue - 10),
    "--ollie-arm": oklch(lightness - 0.045, chroma * 1.05, hue - 4),
    "--ollie-back": oklch(lightness - 0.15, chroma * 1.1, hue - 12),
    "--ollie-tip": oklch(lightness - 0.11, chroma * 1.12, hue - 12),
    "--ollie-deep": oklch(lightness - 0.2, chroma * 1.08, hue - 18),
    "--ollie-lid": oklch(lightness - 0.03, chroma * 1.03, hue),
    "--ollie-sucker": oklch(lightness + 0.13, chroma * 0.6, hue + 14),
    "--ollie-line": oklch(lightness - 0.36, chroma * 0.95, hue - 14),
    "--ollie-ink": oklch(0.2, 0.045, hue - 14),
    "--ollie-iris": oklch(0.4, chroma * 1.05, hue - 18),
    "--ollie-glow": oklch(0.66, chroma * 1.25, hue - 6),
    "--ollie-white": oklch(0.985, 0.008, hue + 10),
    "--ollie-mouth": oklch(0.31, 0.085, 12),
    "--ollie-tongue": oklch(0.68, 0.145, 18),
    "--ollie-blush": `oklch(${(lightness + 0.02).toFixed(3)} 0.16 14 / ${(0.25 + blush * 0.6).toFixed(3)})`,
  };
  const known = painted.get(element);
  painted.set(element, shades);
  // Each property that is set makes the browser look at all that is drawn: at rest none is.
  for (const [name, value] of Object.entries(shades))
    if (known?.[name] !== value) element.style.setProperty(name, value);
}

/** What was set last. */
const painted = new WeakMap<SVGElement, Readonly<Record<string, string>>>();

function oklch(lightness: number, chroma: number, hue: number): string {
  return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${hue.toFixed(1)})`;
}
