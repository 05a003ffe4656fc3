import type { Pose } from "./pose.ts";
import { attribute, round, svg } from "./svg.ts";
import { mouthShapes, type MouthShape, type Viseme } from "./visemes.ts";

export interface Mouth {
  readonly group: SVGGElement;
  /** Eases towards a shape; undefined is the mouth of the pose. Returns how far it is open now, 0–1. */
  draw(pose: Pose, viseme: Viseme | undefined, seconds: number): number;
}

const x = 240;
const y = 231;

export function createMouth(id: string): Mouth {
  const shape = { open: 0, width: 1, teeth: 0, tongue: 0, speaking: 0 };
  const outlineInClip = svg("path");
  const inside = svg("path", { fill: "var(--ollie-mouth)" });
  const tongue = svg("ellipse", { cx: x, rx: 15, ry: 11, fill: "var(--ollie-tongue)" });
  const teeth = svg("rect", { x: x - 17, width: 34, height: 12, rx: 4, fill: "var(--ollie-white)" });
  const lips = svg("path", {
    fill: "none",
    stroke: "var(--ollie-line)",
    "stroke-width": 5,
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
  });
  const group = svg(
    "g",
    {},
    svg("clipPath", { id }, outlineInClip),
    inside,
    svg("g", { "clip-path": `url(#${id})` }, tongue, teeth),
    lips,
  );

  const setOutlines = [outlineInClip, inside, lips].map((part) => attribute(part, "d"));
  const set = {
    tongueY: attribute(tongue, "cy"),
    tongueOpacity: attribute(tongue, "fill-opacity"),
    teethY: attribute(teeth, "y"),
    teethOpacity: attribute(teeth, "fill-opacity"),
  };

  return {
    group,
    draw(pose, viseme, seconds) {
      ease(shape, viseme, seconds);
      const open = Math.max(shape.open, pose.open * (1 - shape.speaking));
      const half = 21 * pose.width ** (1 - shape.speaking * 0.6) * shape.width;
      // A wide open mouth smiles less, or its corners would leave the face.
      const smile = pose.smile * (1 - open * 0.35);
      const corner = y - 5 * smile;
      const top = y + 8 * smile - open * (smile > 0.5 ? 4 : 13);
      const bottom = y + 11 * smile + open * 36;
      const path = outlineOf(half, corner, top, Math.max(bottom, top));
      for (const setOutline of setOutlines) setOutline(path);
      const floor = (Math.max(bottom, top) * 3 + corner) / 4;
      set.tongueY(round(floor + 9 - shape.tongue * 4));
      set.tongueOpacity(open > 0.12 ? "1" : "0");
      set.teethY(round((top + corner) / 2 - 7 + shape.teeth * 3));
      set.teethOpacity(round(Math.min(1, shape.teeth * 1.4) * (open > 0.08 ? 1 : 0)));
      return open;
    },
  };
}

/** Two curves between the corners; the lower one is fuller, so that an open mouth is round and a shut one is a line. */
function outlineOf(half: number, corner: number, top: number, bottom: number): string {
  const [left, right, inner] = [round(x - half), round(x + half), half * 0.45];
  const full = half * (0.45 + Math.min(0.5, (bottom - top) / 50));
  const upper = `${round(x - inner)} ${round(top)} ${round(x + inner)} ${round(top)} ${right} ${round(corner)}`;
  const lower = `${round(x + full)} ${round(bottom)} ${round(x - full)} ${round(bottom)} ${left} ${round(corner)}`;
  return `M${left} ${round(corner)}C${upper}C${lower}Z`;
}

function ease(shape: MouthShape & { speaking: number }, viseme: Viseme | undefined, seconds: number): void {
  const aim = { ...mouthShapes[viseme ?? "sil"], speaking: viseme === undefined ? 0 : 1 };
  const share = 1 - Math.exp(-seconds * 24);
  const slow = 1 - Math.exp(-seconds * 7);
  Object.assign(shape, {
    open: shape.open + (aim.open - shape.open) * share,
    width: shape.width + (aim.width - shape.width) * share,
    teeth: shape.teeth + (aim.teeth - shape.teeth) * share,
    tongue: shape.tongue + (aim.tongue - shape.tongue) * share,
    speaking: shape.speaking + (aim.speaking - shape.speaking) * slow,
  });
}
