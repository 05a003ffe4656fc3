import type { Gaze } from "./eyes.ts";

/** What Ollie is doing; it decides where he looks while nobody moves a pointer. */
export type Activity = "idle" | "listening" | "thinking" | "speaking";

export interface Blinking {
  /** How far the lids are shut, 0–1, after `seconds` more. */
  step(seconds: number): number;
}

const blinkS = 0.17;

/** A blink every two to six seconds, now and then two in a row. */
export function createBlinking(random: () => number): Blinking {
  let waitS = 1 + random() * 3;
  let running: number | undefined;
  return {
    step(seconds) {
      if (running === undefined) {
        waitS -= seconds;
        if (waitS > 0) return 0;
        running = 0;
      }
      running += seconds;
      if (running >= blinkS) {
        running = undefined;
        waitS = random() < 0.16 ? 0.14 : 2 + random() * 4;
        return 0;
      }
      return Math.sin((running / blinkS) * Math.PI) ** 0.7;
    },
  };
}

export interface GazeControl {
  /** Somebody points there; undefined: nobody does. */
  follow(target: Gaze | undefined): void;
  attend(activity: Activity): void;
  step(seconds: number): Gaze;
}

/** Follows the pointer while it moves; otherwise looks about as somebody does who listens, thinks or waits. */
export function createGaze(random: () => number): GazeControl {
  const gaze = { x: 0, y: 0 };
  let followed: Gaze | undefined;
  let followedForS = 0;
  let activity: Activity = "idle";
  let wander: Gaze = { x: 0, y: 0 };
  let wanderForS = 0;

  function choose(): Gaze {
    switch (activity) {
      case "thinking":
        return { x: -0.55 + random() * 0.5, y: -0.75 + random() * 0.25 };
      case "listening":
        return { x: (random() - 0.5) * 0.3, y: 0.15 + random() * 0.3 };
      case "speaking":
        return { x: (random() - 0.5) * 0.5, y: (random() - 0.5) * 0.3 };
      case "idle":
        return random() < 0.5 ? { x: 0, y: 0.1 } : { x: (random() - 0.5) * 1.4, y: (random() - 0.5) * 0.8 };
    }
  }

  return {
    follow(target) {
      followed = target;
      followedForS = 3.5;
    },
    attend(next) {
      if (next !== activity) wanderForS = 0;
      activity = next;
    },
    step(seconds) {
      followedForS -= seconds;
      wanderForS -= seconds;
      if (wanderForS <= 0) {
        wander = choose();
        wanderForS = 0.9 + random() * 2.4;
      }
      const aim = followed !== undefined && followedForS > 0 && activity !== "thinking" ? followed : wander;
      const share = 1 - Math.exp(-seconds * 11);
      gaze.x += (aim.x - gaze.x) * share;
      gaze.y += (aim.y - gaze.y) * share;
      return gaze;
    },
  };
}
