import type { Pose } from "./pose.ts";
import { attribute, round, svg } from "./svg.ts";

export interface Gaze {
  /** -1 (left, up) to 1 (right, down). */
  readonly x: number;
  readonly y: number;
}

export interface Eyes {
  readonly group: SVGGElement;
  /** `blink` 0 is open, 1 is shut. */
  draw(pose: Pose, gaze: Gaze, blink: number): void;
}

const radiusX = 29;
const radiusY = 33;

/** `skin` is the colour around them. */
export function createEyes(id: string, skin: string): Eyes {
  const eyes = [createEye(`${id}-left`, skin, 195, -1), createEye(`${id}-right`, skin, 285, 1)];
  return {
    group: svg("g", {}, ...eyes.map(({ group }) => group)),
    draw(pose, gaze, blink) {
      for (const eye of eyes) eye.draw(pose, gaze, blink);
    },
  };
}

/** `side` is -1 for the left one of the drawing, whose outer corner is on the left. */
function createEye(id: string, skin: string, x: number, side: -1 | 1): Eyes {
  const y = 184;
  const clip = svg("clipPath", { id }, svg("ellipse", { cx: x, cy: y, rx: radiusX, ry: radiusY }));
  const white = svg("ellipse", { cx: x, cy: y, rx: radiusX, ry: radiusY, fill: "var(--ollie-white)" });
  const pupil = svg(
    "g",
    {},
    svg("ellipse", { rx: 22, ry: 25.5, fill: "var(--ollie-iris)" }),
    svg("ellipse", { cy: 11, rx: 15, ry: 11, fill: "var(--ollie-glow)", "fill-opacity": 0.85 }),
    svg("ellipse", { cy: -1, rx: 15.5, ry: 18, fill: "var(--ollie-ink)" }),
  );
  const lights = svg(
    "g",
    { fill: "#fff" },
    svg("circle", { cx: -7, cy: -9, r: 6.6 }),
    svg("circle", { cx: 7.5, cy: 8, r: 3.2, "fill-opacity": 0.75 }),
  );
  const upper = svg("path", { fill: "var(--ollie-lid)" });
  const lower = svg("path", { fill: skin });
  // The edge of the lid over it.
  const rim = svg("path", {
    fill: "none",
    stroke: "var(--ollie-line)",
    "stroke-width": 4,
    "stroke-linecap": "round",
    d: `M${x - radiusX} ${y - 5}A${radiusX} ${radiusY} 0 0 1 ${x + radiusX} ${y - 5}`,
  });
  const lash = svg("path", {
    fill: "none",
    stroke: "var(--ollie-line)",
    "stroke-width": 4.5,
    "stroke-linecap": "round",
  });
  const brow = svg("path", {
    fill: "none",
    stroke: "var(--ollie-line)",
    "stroke-width": 7.5,
    "stroke-linecap": "round",
    d: `M${x - 19} 0Q${x} -9 ${x + 19} 0`,
  });
  const inside = svg("g", { "clip-path": `url(#${id})` }, white, pupil, lights, upper, lash);
  // Over the edge of the white as well, of which a hair would show.
  const wide = svg(
    "clipPath",
    { id: `${id}-wide` },
    svg("ellipse", { cx: x, cy: y, rx: radiusX + 1.5, ry: radiusY + 1.5 }),
  );
  const below = svg("g", { "clip-path": `url(#${id}-wide)` }, lower);
  const turn = (part: SVGElement): ((value: string) => void) => attribute(part, "transform");
  const set = {
    pupil: turn(pupil),
    lights: turn(lights),
    upper: attribute(upper, "d"),
    upperTurn: turn(upper),
    lash: attribute(lash, "d"),
    lashTurn: turn(lash),
    lashOpacity: attribute(lash, "stroke-opacity"),
    rimOpacity: attribute(rim, "stroke-opacity"),
    lower: attribute(lower, "d"),
    brow: turn(brow),
  };
  return {
    group: svg("g", {}, clip, wide, inside, below, rim, brow),
    draw(pose, gaze, blink) {
      const [lookX, lookY] = [x + gaze.x * 8.5, y + gaze.y * 8 + 1];
      set.pupil(`translate(${round(lookX)} ${round(lookY)}) scale(${pose.pupil.toFixed(3)})`);
      set.lights(`translate(${round(x + gaze.x * 7)} ${round(y + gaze.y * 6.5)})`);
      // A lid over nothing is drawn over nothing: it starts above the eye.
      const closed = pose.lid + (1.04 - pose.lid) * blink;
      const edge = y - radiusY + radiusY * 2 * closed - 6;
      const bow = 7 + (1 - closed) * 3 - blink * 14;
      const curve = `Q${x} ${round(edge - bow)}`;
      const slant = `rotate(${round(side * pose.lidSlant * (1 - blink * 0.7))} ${x} ${round(edge)})`;
      set.upper(`M${x - 60} ${y - 90}H${x + 60}V${round(edge + 6)}${curve} ${x - 60} ${round(edge + 6)}Z`);
      set.upperTurn(slant);
      set.lash(`M${x - 60} ${round(edge + 6)}${curve} ${x + 60} ${round(edge + 6)}`);
      set.lashTurn(slant);
      set.lashOpacity(round(Math.max(0, Math.min(1, (closed - 0.16) * 8))));
      set.rimOpacity(round(Math.max(0, 1 - Math.max(0, closed - 0.12) * 9)));
      const floor = y + radiusY - radiusY * 2 * pose.lowerLid * (1 - blink * 0.5);
      const rise = `Q${x} ${round(floor - 40)} ${x - 60} ${round(floor + 40)}`;
      set.lower(`M${x - 60} ${y + 80}H${x + 60}V${round(floor + 40)}${rise}Z`);
      const browY = 140 - pose.browHeight + blink * 2.5;
      set.brow(`translate(0 ${round(browY)}) rotate(${round(side * pose.browSlant)} ${x} 0)`);
    },
  };
}
