import { createArms } from "./arms.ts";
import { createBlinking, createGaze, type Activity } from "./behaviour.ts";
import { paint } from "./colours.ts";
import type { Emotion } from "./emotion.ts";
import { createEyes } from "./eyes.ts";
import { createMouth } from "./mouth.ts";
import { createPoseSpring, poses, type Pose } from "./pose.ts";
import { attribute, round, svg } from "./svg.ts";
import { createTextSpeech } from "./text-speech.ts";
import type { Viseme } from "./visemes.ts";

/** Ollie, drawn. Colours are custom properties of the element, so nothing outside of it is needed. */
export interface Octopus {
  readonly element: SVGSVGElement;
  feel(emotion: Emotion): void;
  attend(activity: Activity): void;
  /** Looks at a point of the window, in CSS pixels; undefined: about. */
  lookAt(point: { readonly x: number; readonly y: number } | undefined): void;
  /** Moves the mouth as if it said a text; more text goes on after it. */
  say(text: string): void;
  /** The mouth follows this, asked once a frame, such as the clock of a sound; undefined: text again. */
  follow(voice: (() => Viseme | undefined) | undefined): void;
  /** Closes the mouth. */
  hush(): void;
  /** Somebody tapped him. */
  poke(): void;
  dispose(): void;
}

export interface OctopusOptions {
  /** Called when the shape of the mouth changes. */
  readonly onViseme?: (viseme: Viseme) => void;
  /** Called when he has said all that he was given to say. */
  readonly onQuiet?: () => void;
  readonly random?: () => number;
}

/** A frame that comes later than this is drawn as if it had come in time: nothing jumps after a pause. */
const longestStepS = 1 / 24;
const pokedForS = 0.8;

let count = 0;

export function createOctopus({ onViseme, onQuiet, random = Math.random }: OctopusOptions = {}): Octopus {
  const id = `ollie-${++count}`;
  const parts = drawParts(id);
  const { element } = parts;
  const setBody = attribute(parts.body, "transform");
  const setShadow = attribute(parts.shadow, "rx");
  const spring = createPoseSpring(poses.neutral);
  const blinking = createBlinking(random);
  const gaze = createGaze(random);
  const speech = createTextSpeech();
  const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");
  let voice: (() => Viseme | undefined) | undefined;
  let emotion: Emotion = "neutral";
  let activity: Activity = "idle";
  let lastMs: number | undefined;
  let timeS = 0;
  let pokedS = 0;
  let squash = 0;
  let squashSpeed = 0;
  let mouthOpen = 0;
  let shown: Viseme = "sil";
  let isTalking = false;
  let frame = 0;

  function aim(): void {
    spring.aim(attentive(poses[pokedS > 0 ? "surprised" : emotion], activity));
  }

  function currentViseme(seconds: number): Viseme | undefined {
    const viseme = voice === undefined ? speech.step(seconds) : voice();
    if (viseme === undefined && isTalking) onQuiet?.();
    isTalking = viseme !== undefined;
    if ((viseme ?? "sil") !== shown) {
      shown = viseme ?? "sil";
      onViseme?.(shown);
    }
    return viseme;
  }

  function draw(nowMs: number): void {
    frame = requestAnimationFrame(draw);
    const seconds = Math.min(longestStepS, (nowMs - (lastMs ?? nowMs)) / 1000);
    lastMs = nowMs;
    if (pokedS > 0) {
      pokedS -= seconds;
      if (pokedS <= 0) aim();
    }
    if (lessMotion.matches) spring.jump();
    else spring.step(seconds);
    const still = lessMotion.matches;
    const { pose } = spring;
    timeS += still ? 0 : seconds * pose.tempo;
    squashSpeed += (-squash * 160 - squashSpeed * 11) * seconds;
    squash += still ? 0 : squashSpeed * seconds;
    mouthOpen = parts.mouth.draw(pose, currentViseme(seconds), seconds);
    parts.eyes.draw(pose, still ? { x: 0, y: 0 } : gaze.step(seconds), still ? 0 : blinking.step(seconds));
    parts.arms.draw(pose, timeS, still ? 0 : 1);
    const shake = still ? 0 : Math.sin(timeS * 31) * pose.tremble * 1.1;
    setBody(bodyTransform(pose, { timeS, squash, mouthOpen, shake }));
    setShadow(round(112 + Math.sin(timeS * 0.9) * 5 + pose.sink * 0.7));
    paint(element, pose);
  }

  aim();
  spring.jump();
  frame = requestAnimationFrame(draw);
  return {
    element,
    feel(next) {
      emotion = next;
      aim();
    },
    attend(next) {
      activity = next;
      gaze.attend(next);
      aim();
    },
    lookAt(point) {
      if (point === undefined) return gaze.follow(undefined);
      const box = element.getBoundingClientRect();
      const reach = Math.max(box.width, 240);
      const x = (point.x - (box.left + box.width / 2)) / reach;
      const y = (point.y - (box.top + box.height * 0.4)) / reach;
      const length = Math.max(1, Math.hypot(x, y) * 1.4);
      return gaze.follow({ x: (x * 1.4) / length, y: (y * 1.4) / length });
    },
    say: (text) => speech.add(text),
    follow(next) {
      voice = next;
    },
    hush() {
      voice = undefined;
      speech.clear();
    },
    poke() {
      pokedS = pokedForS;
      squashSpeed = -2.6;
      aim();
    },
    dispose() {
      cancelAnimationFrame(frame);
      element.remove();
    },
  };
}

/** A feeling, as it looks on somebody who listens or thinks. */
function attentive(pose: Pose, activity: Activity): Pose {
  switch (activity) {
    case "listening":
      return {
        ...pose,
        tilt: pose.tilt + 5,
        browHeight: pose.browHeight + 5,
        pupil: pose.pupil * 1.12,
        lid: pose.lid - 0.05,
      };
    case "thinking":
      return {
        ...pose,
        tilt: pose.tilt - 4,
        browHeight: pose.browHeight + 3,
        smile: pose.smile * 0.6,
        open: 0,
        sway: pose.sway * 1.25,
      };
    case "speaking":
      return { ...pose, browHeight: pose.browHeight + 2 };
    case "idle":
      return pose;
  }
}

interface BodyMotion {
  readonly timeS: number;
  readonly squash: number;
  readonly mouthOpen: number;
  readonly shake: number;
}

/** Breathing, floating, nodding: one transform of everything, around the point where the arms begin. */
function bodyTransform(pose: Pose, { timeS, squash, mouthOpen, shake }: BodyMotion): string {
  const breath = Math.sin(timeS * 1.7) * 0.013;
  const height = pose.stretch + breath + squash;
  const width = 1 / Math.sqrt(Math.max(0.5, height));
  const floatY = Math.sin(timeS * 0.9) * 5 + pose.sink - mouthOpen * 2.5;
  const sway = Math.sin(timeS * 0.55) * 1.3 + pose.tilt;
  const scale = `scale(${width.toFixed(4)} ${height.toFixed(4)})`;
  return `translate(${round(240 + shake)} ${(262 + floatY).toFixed(2)}) rotate(${sway.toFixed(2)}) ${scale} translate(-240 -262)`;
}

function drawParts(id: string) {
  const arms = createArms(id);
  const eyes = createEyes(`${id}-eye`, `url(#${id}-skin)`);
  const mouth = createMouth(`${id}-mouth`);
  const skin = svg(
    "radialGradient",
    // In units of the drawing, so that lids have the colour of the skin around them.
    { id: `${id}-skin`, gradientUnits: "userSpaceOnUse", cx: 213, cy: 100, r: 195 },
    svg("stop", { offset: 0, "stop-color": "var(--ollie-top)" }),
    svg("stop", { offset: 0.55, "stop-color": "var(--ollie-body)" }),
    svg("stop", { offset: 1, "stop-color": "var(--ollie-under)" }),
  );
  const head = svg("path", {
    fill: `url(#${id}-skin)`,
    d: "M240 46C320 46 356 102 354 166C353 208 343 232 322 253C300 274 180 274 158 253C137 232 127 208 126 166C124 102 160 46 240 46Z",
  });
  // The head's shadow on the arms: of its lower half, as the upper one would be under the head.
  const under = svg("path", {
    fill: "var(--ollie-line)",
    "fill-opacity": 0.16,
    d: "M354 166C353 208 343 232 322 253C300 274 180 274 158 253C137 232 127 208 126 166Z",
    transform: "translate(12 9) scale(0.95 1)",
  });
  const hub = svg("ellipse", { cx: 240, cy: 254, rx: 74, ry: 21, fill: "var(--ollie-arm)" });
  const sheen = svg(
    "g",
    { fill: "#fff", "fill-opacity": 0.3 },
    svg("ellipse", { cx: 188, cy: 92, rx: 30, ry: 16, transform: "rotate(-34 188 92)" }),
    svg("ellipse", { cx: 157, cy: 126, rx: 8, ry: 5, transform: "rotate(-58 157 126)" }),
  );
  const freckles = svg(
    "g",
    { fill: "var(--ollie-sucker)", "fill-opacity": 0.65 },
    svg("circle", { cx: 296, cy: 92, r: 9 }),
    svg("circle", { cx: 318, cy: 114, r: 5.5 }),
    svg("circle", { cx: 284, cy: 72, r: 4.5 }),
  );
  const blush = svg(
    "radialGradient",
    { id: `${id}-blush` },
    svg("stop", { offset: 0.25, "stop-color": "var(--ollie-blush)" }),
    svg("stop", { offset: 1, "stop-color": "var(--ollie-blush)", "stop-opacity": 0 }),
  );
  const cheeks = svg(
    "g",
    { fill: `url(#${id}-blush)` },
    svg("ellipse", { cx: 164, cy: 221, rx: 25, ry: 16 }),
    svg("ellipse", { cx: 316, cy: 221, rx: 25, ry: 16 }),
  );
  const body = svg("g", {}, arms.back, hub, arms.front, under, head, freckles, sheen, cheeks, eyes.group, mouth.group);
  const shadow = svg("ellipse", { cx: 240, cy: 446, rx: 112, ry: 12, fill: `url(#${id}-shadow)` });
  const ground = svg(
    "radialGradient",
    { id: `${id}-shadow` },
    svg("stop", { offset: 0, "stop-color": "var(--ollie-shadow, rgb(20 20 50 / 0.2))" }),
    svg("stop", { offset: 1, "stop-color": "var(--ollie-shadow, rgb(20 20 50 / 0.2))", "stop-opacity": 0 }),
  );
  const element = svg(
    "svg",
    { viewBox: "0 0 480 464", role: "img", "aria-hidden": "true" },
    svg("defs", {}, skin, ground, blush, ...arms.gradients),
    shadow,
    body,
  );
  return { element, arms, eyes, mouth, body, shadow };
}
