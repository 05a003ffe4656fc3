/** Replies that break off at a place that a seed chooses, in a way that it chooses too, in slices that are never frames. */
import type { ServerResponse } from "node:http";
import { pause, turn, type FakeStream } from "./play-stream.ts";

export const randomFaultsModel = "random-faults";

/** Numbers from 0 up to 1 that depend on a seed alone. */
export function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b9) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x3243_f6a9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** The number behind the word `seed` in a prompt; 0 without one. */
export function seedIn(prompt: string): number {
  return Number(/seed (?<seed>\d{1,9})/.exec(prompt)?.groups?.["seed"] ?? 0);
}

/** 5 to 64 words that no other seed has. */
export function randomReplyText(seed: number): string {
  const count = 5 + Math.floor(createRandom(seed)() * 60);
  return Array.from({ length: count }, (_, index) => `w${seed}ß${index}`).join(" ");
}

const ends = ["none", "none", "none", "cut", "reset", "stall", "error", "bad-frame", "no-closing"] as const;

export async function playRandomly(response: ServerResponse, stream: FakeStream, seed: number): Promise<void> {
  const random = createRandom(seed);
  random();
  const end = ends[Math.floor(random() * ends.length)];
  const frames = [...stream.opening, ...stream.tokens, ...(end === "no-closing" ? [] : stream.closing)];
  const place = Math.floor(random() * frames.length);
  if (end === "error") frames.splice(place, frames.length, stream.errorFrame);
  if (end === "bad-frame") frames.splice(place, 0, stream.badFrame);
  const bytes = Buffer.from(frames.join(""), "utf8");
  const breaksOff = end === "cut" || end === "reset" || end === "stall";
  const last = breaksOff ? Math.floor(random() * bytes.length) : bytes.length;
  response.writeHead(200, { "content-type": stream.contentType });
  for (let at = 0; at < last && !response.destroyed;) {
    const size = 1 + Math.floor(random() * 2000);
    response.write(bytes.subarray(at, Math.min(last, at + size)));
    at += size;
    await (random() < 0.1 ? pause(1) : turn());
  }
  if (end === "stall") return;
  if (end === "reset") response.destroy();
  else response.end();
}
