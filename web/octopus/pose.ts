import type { Emotion } from "./emotion.ts";

/** Everything of the drawing that a feeling changes, as numbers, so that one feeling turns softly into the next. */
export interface Pose {
  /** Colour of the body in OKLCH: hue in degrees, chroma, lightness 0–1. */
  readonly hue: number;
  readonly chroma: number;
  readonly lightness: number;
  /** How far the upper lid is down and the lower lid up, 0–1 of the eye. */
  readonly lid: number;
  readonly lowerLid: number;
  /** Slant of the upper lid in degrees; positive: the outer corner hangs, as in sadness. */
  readonly lidSlant: number;
  /** Brows: height over the eye in units of the drawing, and slant in degrees as above. */
  readonly browHeight: number;
  readonly browSlant: number;
  /** Size of the pupil, 1 is calm. */
  readonly pupil: number;
  /** Corners of the mouth: 1 smiles, -1 droops. */
  readonly smile: number;
  /** The mouth at rest: opening 0–1, width 1 is calm. */
  readonly open: number;
  readonly width: number;
  /** Blush of the cheeks, 0–1. */
  readonly blush: number;
  /** Arms: how far the outer ones are raised (degrees), how much tips curl, how far and fast they sway. */
  readonly raise: number;
  readonly curl: number;
  readonly sway: number;
  readonly tempo: number;
  /** Fast small shaking, 0–1. */
  readonly tremble: number;
  /** The whole body: sinking (units, positive is down), stretch of its height (1 is calm), tilt in degrees. */
  readonly sink: number;
  readonly stretch: number;
  readonly tilt: number;
}

const calm: Pose = {
  hue: 296,
  chroma: 0.105,
  lightness: 0.7,
  lid: 0.12,
  lowerLid: 0.02,
  lidSlant: 2,
  browHeight: 0,
  browSlant: 2,
  pupil: 1,
  smile: 0.55,
  open: 0,
  width: 1,
  blush: 0.35,
  raise: 0,
  curl: 1,
  sway: 1,
  tempo: 1,
  tremble: 0,
  sink: 0,
  stretch: 1,
  tilt: 0,
};

export const poses: Readonly<Record<Emotion, Pose>> = {
  neutral: calm,
  happy: {
    ...calm,
    hue: 418,
    chroma: 0.135,
    lightness: 0.77,
    lid: 0.06,
    lowerLid: 0.3,
    lidSlant: 0,
    browHeight: 9,
    browSlant: 5,
    pupil: 1.1,
    smile: 1.15,
    open: 0.34,
    width: 1.18,
    blush: 0.85,
    raise: 42,
    curl: 0.95,
    sway: 1.5,
    tempo: 1.55,
    sink: -12,
    stretch: 1.035,
  },
  sad: {
    ...calm,
    hue: 252,
    chroma: 0.085,
    lightness: 0.64,
    lid: 0.34,
    lidSlant: 15,
    browHeight: 3,
    browSlant: 22,
    pupil: 1.16,
    smile: -0.62,
    width: 0.78,
    blush: 0.1,
    raise: -12,
    curl: 0.55,
    sway: 0.5,
    tempo: 0.55,
    sink: 14,
    stretch: 0.955,
    tilt: -4,
  },
  angry: {
    ...calm,
    hue: 386,
    chroma: 0.165,
    lightness: 0.62,
    lid: 0.24,
    lowerLid: 0.12,
    lidSlant: -17,
    browHeight: -6,
    browSlant: -21,
    pupil: 0.8,
    smile: -0.5,
    open: 0.06,
    width: 0.92,
    blush: 0.5,
    raise: 22,
    curl: 1.7,
    sway: 0.6,
    tempo: 1.7,
    tremble: 1,
    sink: 3,
    stretch: 0.975,
  },
  surprised: {
    ...calm,
    hue: 190,
    chroma: 0.1,
    lightness: 0.77,
    lid: -0.06,
    lidSlant: 0,
    browHeight: 18,
    browSlant: 6,
    pupil: 0.72,
    smile: 0.1,
    open: 0.62,
    width: 0.55,
    blush: 0.3,
    raise: 30,
    curl: 0.35,
    sway: 0.85,
    tempo: 1.2,
    sink: -16,
    stretch: 1.06,
  },
};

type MutablePose = { -readonly [Key in keyof Pose]: number };

const names = Object.keys(calm) as readonly (keyof Pose)[];

/** A pose on its way to another one. Each number is a spring that does not overshoot, but for what bodies do overshoot. */
export interface PoseSpring {
  readonly pose: Pose;
  /** Moves by `seconds`. */
  step(seconds: number): void;
  aim(target: Pose): void;
  /** Without a way between: for people who asked for less motion. */
  jump(): void;
}

/** Springs of the body overshoot a little; colours and lids must not. */
const bouncing: ReadonlySet<keyof Pose> = new Set(["raise", "sink", "stretch", "tilt", "browHeight", "smile"]);

export function createPoseSpring(start: Pose): PoseSpring {
  const pose: MutablePose = { ...start };
  const speed = Object.fromEntries(names.map((name) => [name, 0])) as MutablePose;
  let target: Pose = start;
  return {
    pose,
    aim(next) {
      // The short way round the circle of hues.
      const turns = Math.round((pose.hue - next.hue) / 360);
      target = { ...next, hue: next.hue + turns * 360 };
    },
    jump() {
      for (const name of names) {
        pose[name] = target[name];
        speed[name] = 0;
      }
    },
    step(seconds) {
      for (const name of names) {
        const [stiffness, damping] = bouncing.has(name) ? [70, 10] : [42, 13];
        speed[name] += ((target[name] - pose[name]) * stiffness - speed[name] * damping) * seconds;
        pose[name] += speed[name] * seconds;
      }
    },
  };
}
