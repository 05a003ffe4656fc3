import { expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import { createVoiceSession } from "../../voice/session/create-voice-session.ts";
import { fakeSound } from "../../../test/support/speech-contract/fake-speech.ts";
import { voiceScene, type Scene, type SceneOptions } from "../../../test/support/voice/voice-scene.ts";
import { createStatusLine } from "../status-line.ts";
import { holdTalk, statusText } from "./hold-talk.ts";
import { playInstead } from "./microphone.ts";

interface Held {
  readonly text: string;
  readonly played: number;
  readonly stops: number;
  readonly scene: Scene;
}

/** A talk whose microphone is a recording; the clock goes on with it. */
async function held(
  samples: Float32Array,
  options: Omit<SceneOptions, "clock"> = {},
  interrupts = true,
): Promise<Held> {
  const clock: FakeClock = createFakeClock();
  const scene = await voiceScene({ clock, ...options });
  let text = "";
  let played = 0;
  let stops = 0;
  await holdTalk(
    {
      session: await createVoiceSession(scene.options, { conversationId: "talk" }),
      microphone: playInstead({ samples, sampleRate: 16_000 }, (ms) => clock.advance(ms)),
      loudspeaker: {
        play: (sound) => (played += sound.length),
        stop: () => (stops += 1),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
      write: (line) => (text += line),
      status: createStatusLine({ write: () => {} }),
      interrupts,
    },
    new AbortController().signal,
  );
  return { text, played, stops, scene };
}

const sentence = fakeSound("x".repeat(20));
const pause = (seconds: number): Float32Array => new Float32Array(16_000 * seconds);
const joined = (...parts: readonly Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((one) => [...one]));

it("shows what was said and felt, and plays the reply to its end", async () => {
  const { text, played } = await held(sentence);
  expect(text.split("\n").slice(0, 3)).toEqual([
    "you: I lost my keys",
    "happy: Oh no, that is really bad.",
    "happy: Where did you have them last?",
  ]);
  // The pause behind the first sentence: 0.16 s.
  expect(played).toBe(24_000 * 2.1 + 3840);
});

it("stops the sound where the user speaks into it, and shows what was heard", async () => {
  const { text, stops } = await held(joined(sentence, pause(1), sentence), {
    hears: [{ text: "I lost my keys" }, { text: "Wait" }],
  });
  expect(text).toMatch(/\(interrupted; heard: Oh no/);
  expect(text).toContain("you: Wait");
  expect(stops).toBeGreaterThan(1);
});

it("hears nothing while a reply sounds where it is asked not to", async () => {
  const { scene, text } = await held(joined(sentence, pause(1), sentence), {}, false);
  expect(text).not.toContain("interrupted");
  expect(scene.asked).toHaveLength(1);
});

it("ends with a recording in which nobody speaks", async () => {
  const { text, scene } = await held(pause(1));
  expect([text, scene.asked]).toEqual(["", []]);
});

it("shows the level of the sound", () => {
  expect(statusText("hearing", 0.1)).toMatch(/^hearing {5}\[#+·+\]$/);
  expect(statusText("listening", 0)).toBe(`listening   [${"·".repeat(20)}]`);
});
