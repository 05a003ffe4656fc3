import type { Pose } from "./pose.ts";
import { attribute, round, svg, tenth } from "./svg.ts";

/** One of eight: angles are degrees from straight down, positive to the right; lengths are units of the drawing. */
interface ArmShape {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly length: number;
  readonly width: number;
  /** Which way and how much the tip curls, in degrees over its whole length. */
  readonly curl: number;
  /** How much of `raise` it follows, 0–1. */
  readonly raised: number;
  readonly phase: number;
}

/** Back to front; the back ones are drawn darker. */
const backArms: readonly ArmShape[] = [
  { x: 178, y: 232, angle: -58, length: 158, width: 19, curl: -118, raised: 1, phase: 0.4 },
  { x: 302, y: 232, angle: 58, length: 158, width: 19, curl: 118, raised: 1, phase: 2.9 },
  { x: 206, y: 246, angle: -14, length: 168, width: 18, curl: 34, raised: 0.05, phase: 4.4 },
  { x: 274, y: 246, angle: 14, length: 168, width: 18, curl: -34, raised: 0.05, phase: 1.3 },
];

const frontArms: readonly ArmShape[] = [
  { x: 176, y: 240, angle: -38, length: 172, width: 22, curl: -104, raised: 0.45, phase: 1.9 },
  { x: 304, y: 240, angle: 38, length: 172, width: 22, curl: 104, raised: 0.45, phase: 5.1 },
  { x: 216, y: 248, angle: -17, length: 150, width: 22, curl: -88, raised: 0.12, phase: 3.5 },
  { x: 264, y: 248, angle: 17, length: 150, width: 22, curl: 88, raised: 0.12, phase: 0.2 },
];

const lastJoint = 14;
/** The same for all arms: how far along each joint is, and how much of the curl is done there. */
const joints = Array.from({ length: lastJoint + 1 }, (_, index) => {
  const along = index / lastJoint;
  return { along, curled: along ** 1.7 };
});
const suckersAt: readonly number[] = [0.3, 0.42, 0.53, 0.63, 0.72, 0.8, 0.87];
const degrees = Math.PI / 180;

export interface Arms {
  /** Colours that the arms refer to. */
  readonly gradients: readonly SVGElement[];
  readonly back: SVGGElement;
  readonly front: SVGGElement;
  /** Draws them at a time in seconds; `liveliness` 0 is at rest. */
  draw(pose: Pose, timeS: number, liveliness: number): void;
}

export function createArms(id: string): Arms {
  const back = backArms.map((shape) => createArm(shape, "back", `url(#${id}-back)`));
  const front = frontArms.map((shape) => createArm(shape, "front", `url(#${id}-front)`));
  return {
    gradients: [
      shade(`${id}-back`, "var(--ollie-back)", "var(--ollie-deep)"),
      shade(`${id}-front`, "var(--ollie-arm)", "var(--ollie-tip)"),
    ],
    back: svg("g", {}, ...back.map(({ group }) => group)),
    front: svg("g", {}, ...front.map(({ group }) => group)),
    draw(pose, timeS, liveliness) {
      for (const arm of back) arm.draw(pose, timeS, liveliness);
      for (const arm of front) arm.draw(pose, timeS, liveliness);
    },
  };
}

/** Darker towards the ground. */
function shade(id: string, top: string, bottom: string): SVGElement {
  return svg(
    "linearGradient",
    { id, gradientUnits: "userSpaceOnUse", x1: 0, y1: 236, x2: 0, y2: 410 },
    svg("stop", { offset: 0, "stop-color": top }),
    svg("stop", { offset: 1, "stop-color": bottom }),
  );
}

interface Arm {
  readonly group: SVGGElement;
  draw(pose: Pose, timeS: number, liveliness: number): void;
}

function createArm(shape: ArmShape, layer: "back" | "front", fill: string): Arm {
  const outline = svg("path", { fill });
  // One path for all of an arm: each element that moves is styled, laid out and painted by itself in each frame.
  const suckers = svg("path", { fill: "var(--ollie-sucker)", "fill-opacity": layer === "back" ? 0.5 : 0.9 });
  const setOutline = attribute(outline, "d");
  const setSuckers = attribute(suckers, "d");
  const widths = joints.map(({ along }) => halfWidth(along, shape.width));
  const circles = suckersAt.map((at) => createSucker(at, shape));
  return {
    group: svg("g", {}, outline, suckers),
    draw(pose, timeS, liveliness) {
      const spine = bend(shape, pose, timeS, liveliness);
      setOutline(outlineOf(spine, widths));
      setSuckers(circles.map((circle) => circle(spine)).join(""));
    },
  };
}

interface Joint {
  readonly x: number;
  readonly y: number;
  /** In radians from straight down. */
  readonly heading: number;
}

function bend(shape: ArmShape, pose: Pose, timeS: number, liveliness: number): readonly Joint[] {
  const start = shape.angle + Math.sign(shape.angle) * pose.raise * shape.raised;
  const step = shape.length / lastJoint;
  const shake = Math.sin(timeS * 26 + shape.phase * 5) * 2.4 * pose.tremble;
  let { x, y } = shape;
  return joints.map(({ along, curled }) => {
    const wave = Math.sin(timeS * 1.5 + shape.phase - along * 2.7) * 24 * pose.sway;
    const ripple = Math.sin(timeS * 2.3 + shape.phase * 2.1 - along * 4.6) * 9 * pose.sway;
    const moved = (wave + ripple + shake) * along * liveliness;
    const joint = { x, y, heading: (start + shape.curl * pose.curl * curled + moved) * degrees };
    x += Math.sin(joint.heading) * step;
    y += Math.cos(joint.heading) * step;
    return joint;
  });
}

function halfWidth(along: number, width: number): number {
  return width * (1 - along) ** 0.72 * 0.92 + 4.2;
}

/** A circle on the inner side of the curl, as an octopus holds them. */
function createSucker(at: number, { width, curl }: ArmShape): (spine: readonly Joint[]) => string {
  const radius = tenth(5.4 * (1 - at) ** 0.6 + 0.9);
  const offset = halfWidth(at, width) * 0.42 * -Math.sign(curl);
  const arc = `a${radius} ${radius} 0 1 0 `;
  const circle = `${arc}0 ${round(radius * 2)}${arc}0 ${round(-radius * 2)}Z`;
  return (spine) => {
    const joint = spine[Math.round(at * lastJoint)];
    if (joint === undefined) return "";
    const x = joint.x + Math.cos(joint.heading) * offset;
    const y = joint.y - Math.sin(joint.heading) * offset;
    return `M${round(x)} ${round(tenth(y) - radius)}${circle}`;
  };
}

type Point = readonly [x: number, y: number];

/** A curve along the points: through the middle of each two, bent towards the point between them. */
function smooth(points: readonly Point[]): string {
  const [first = [0, 0], ...others] = points;
  let path = first.join(" ");
  for (const [index, [x, y]] of others.entries()) {
    const next = others[index + 1];
    path += next === undefined ? `L${x} ${y}` : `Q${x} ${y} ${tenth((x + next[0]) / 2)} ${tenth((y + next[1]) / 2)}`;
  }
  return path;
}

/** Down one side, round the tip, up the other. */
function outlineOf(spine: readonly Joint[], widths: readonly number[]): string {
  const left: Point[] = [];
  const right: Point[] = [];
  for (const [index, { x, y, heading }] of spine.entries()) {
    const half = widths[index] ?? 0;
    const [dx, dy] = [Math.cos(heading) * half, Math.sin(heading) * half];
    left.push([tenth(x - dx), tenth(y + dy)]);
    right.push([tenth(x + dx), tenth(y - dy)]);
  }
  const tip = round(widths.at(-1) ?? 0);
  return `M${smooth(left)}A${tip} ${tip} 0 0 0 ${right.at(-1)?.join(" ") ?? ""}L${smooth(right.toReversed())}Z`;
}
