import type { Pose } from "./pose.ts";
import { round, svg } from "./svg.ts";

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

const joints = 14;
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
  const suckers = suckersAt.map((at) =>
    svg("circle", { r: round(suckerRadius(at)), fill: "var(--ollie-sucker)", opacity: layer === "back" ? 0.5 : 0.9 }),
  );
  return {
    group: svg("g", {}, outline, ...suckers),
    draw(pose, timeS, liveliness) {
      const spine = bend(shape, pose, timeS, liveliness);
      outline.setAttribute("d", outlineOf(spine, shape.width));
      suckers.forEach((sucker, index) => {
        const at = suckersAt[index] ?? 0;
        const joint = spine[Math.round(at * joints)];
        if (joint === undefined) return;
        // On the inner side of the curl, as an octopus holds them.
        const offset = halfWidth(at, shape.width) * 0.42 * -Math.sign(shape.curl);
        sucker.setAttribute("cx", round(joint.x + Math.cos(joint.heading) * offset));
        sucker.setAttribute("cy", round(joint.y - Math.sin(joint.heading) * offset));
      });
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
  const side = Math.sign(shape.angle);
  const start = shape.angle + side * pose.raise * shape.raised;
  const step = shape.length / joints;
  const spine: Joint[] = [];
  let { x, y } = shape;
  for (let index = 0; index <= joints; index++) {
    const along = index / joints;
    const wave = Math.sin(timeS * 1.5 + shape.phase - along * 2.7) * 24 * pose.sway;
    const ripple = Math.sin(timeS * 2.3 + shape.phase * 2.1 - along * 4.6) * 9 * pose.sway;
    const shake = Math.sin(timeS * 26 + shape.phase * 5) * 2.4 * pose.tremble;
    const moved = (wave + ripple + shake) * along * liveliness;
    const heading = (start + shape.curl * pose.curl * along ** 1.7 + moved) * degrees;
    spine.push({ x, y, heading });
    x += Math.sin(heading) * step;
    y += Math.cos(heading) * step;
  }
  return spine;
}

function halfWidth(along: number, width: number): number {
  return width * (1 - along) ** 0.72 * 0.92 + 4.2;
}

function suckerRadius(along: number): number {
  return 5.4 * (1 - along) ** 0.6 + 0.9;
}

type Point = readonly [x: string, y: string];

/** A curve along the points: through the middle of each two, bent towards the point between them. */
function smooth(points: readonly Point[]): string {
  const first = points[0] ?? ["0", "0"];
  const last = points.at(-1) ?? first;
  const bends = points.slice(1, -1).map(([x, y], index) => {
    const [nextX, nextY] = points[index + 2] ?? last;
    return `Q${x} ${y} ${round((Number(x) + Number(nextX)) / 2)} ${round((Number(y) + Number(nextY)) / 2)}`;
  });
  return `${first.join(" ")}${bends.join("")}L${last.join(" ")}`;
}

/** Down one side, round the tip, up the other. */
function outlineOf(spine: readonly Joint[], width: number): string {
  const left: Point[] = [];
  const right: Point[] = [];
  spine.forEach(({ x, y, heading }, index) => {
    const half = halfWidth(index / joints, width);
    const [dx, dy] = [Math.cos(heading) * half, Math.sin(heading) * half];
    left.push([round(x - dx), round(y + dy)]);
    right.push([round(x + dx), round(y - dy)]);
  });
  const tip = round(halfWidth(1, width));
  return `M${smooth(left)}A${tip} ${tip} 0 0 0 ${right.at(-1)?.join(" ") ?? ""}L${smooth(right.toReversed())}Z`;
}
