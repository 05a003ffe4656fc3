import { describe, expect, it } from "vitest";
import { seededRandom } from "../../core/seeded-random.ts";
import { createThreadProbe } from "./thread-probe.ts";

/** Milliseconds of a decode step with so many threads at a time; the machine's nature. */
type Machine = (threads: number, atMs: number) => number;

interface Run {
  readonly tokens: number;
  /** Threads used, by round. */
  readonly threads: readonly number[];
}

/** Lets a probe write for `lengthMs` on a machine with 5 % of noise. */
function run(machine: Machine, most: number, lengthMs: number): Run {
  const random = seededRandom(1);
  let nowMs = 0;
  const probe = createThreadProbe({ most, now: () => nowMs });
  const threads: number[] = [];
  while (nowMs < lengthMs) {
    const used = probe.threads();
    const took = machine(used, nowMs) * (0.95 + 0.1 * random());
    threads.push(used);
    nowMs += took;
    probe.stepTook(took);
  }
  return { tokens: threads.length, threads };
}

/** Tokens of the best fixed number in the same time. */
function bestFixed(machine: Machine, most: number, lengthMs: number): number {
  const counts = Array.from({ length: most }, (_, index) => {
    let nowMs = 0;
    let tokens = 0;
    for (; nowMs < lengthMs; tokens += 1) nowMs += machine(index + 1, nowMs);
    return tokens;
  });
  return Math.max(...counts);
}

const quiet: Machine = (threads) => 66 / threads ** 0.9;
/** Two busy cores, as measured: 66 ms with one thread, 200 to 1100 with two. */
const crowded: Machine = (threads, atMs) => (threads === 1 ? 66 : 200 + (atMs % 900));

describe("thread probe", () => {
  it("keeps all threads on a quiet machine, at 0.95 of the best or better", () => {
    const { tokens, threads } = run(quiet, 2, 120_000);
    expect(threads.at(-1)).toBe(2);
    expect(tokens).toBeGreaterThan(0.95 * bestFixed(quiet, 2, 120_000));
  });

  it("goes down to one thread beside a busy neighbour, at 0.9 of the best or better", () => {
    const { tokens } = run(crowded, 2, 120_000);
    expect(tokens).toBeGreaterThan(0.9 * bestFixed(crowded, 2, 120_000));
  });

  it("follows a neighbour that comes and goes", () => {
    const changing: Machine = (threads, atMs) => (Math.floor(atMs / 60_000) % 2 === 1 ? crowded : quiet)(threads, atMs);
    const { tokens } = run(changing, 2, 600_000);
    expect(tokens).toBeGreaterThan(0.9 * bestFixed(changing, 2, 600_000));
    const whileQuiet = run(changing, 2, 175_000).threads.at(-1);
    expect(whileQuiet).toBe(2);
  });

  it("comes back soon when what slowed it down was over in a moment, at 0.9 of the best or better", () => {
    /** As measured: 12 ms with two threads and 18 with one, but for 300 ms every few seconds. */
    const disturbed: Machine = (threads, atMs) => (threads === 1 ? 18 : atMs % 2_900 < 300 ? 26 : 12);
    const { tokens } = run(disturbed, 2, 120_000);
    expect(tokens).toBeGreaterThan(0.9 * bestFixed(disturbed, 2, 120_000));
  });

  it("finds the middle on a machine whose last cores help nobody", () => {
    const eight: Machine = (threads) => (threads <= 4 ? 80 / threads : 20 * (threads / 3));
    const { tokens, threads } = run(eight, 8, 120_000);
    expect(threads.at(-1)).toBe(4);
    expect(tokens).toBeGreaterThan(0.9 * bestFixed(eight, 8, 120_000));
  });

  it("never leaves the range from one to the most", () => {
    for (const machine of [quiet, crowded]) {
      const { threads } = run(machine, 3, 60_000);
      expect(Math.min(...threads)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...threads)).toBeLessThanOrEqual(3);
    }
  });
});
