import { expect, test } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { silentObserver } from "../../core/observer.ts";
import { createFakeClock, createFakeEngine, type FakeModelScript } from "../../testing/index.ts";
import type { LocalModels } from "../local/local-models.ts";
import type { ModelChoice } from "../registry/choose-model.ts";
import { createModelRegistry, fileOf } from "../registry/model-registry.ts";
import { createModelPool } from "./create-model-pool.ts";
import { startFirstRun, type FileChoice } from "./first-run.ts";

const starter = "smollm2-135m";
const best = "llama-3.2-3b";
const noHub = new ReparteeError("hub_unreachable", "the hub cannot be reached (ENOTFOUND)");
const noModel = new ReparteeError("model_not_found", "none fits this machine");

interface SceneOptions {
  /** What each pull of the best model comes to, one after the other; then it succeeds. */
  readonly pulls?: readonly ReparteeError[];
  readonly isHere?: boolean;
  readonly choice?: ReparteeError;
  readonly starterFails?: boolean;
}

function createScene({ pulls = [], isHere = false, choice, starterFails = false }: SceneOptions = {}) {
  const clock = createFakeClock();
  const registry = createModelRegistry();
  const failing: FakeModelScript = { loads: [[{ type: "fail", error: noHub }]] };
  const engine = createFakeEngine({ models: { [starter]: starterFails ? failing : {}, [best]: {} }, clock });
  const lines: string[] = [];
  const log: Log = { debug() {}, info() {}, warn: (_fields, message) => lines.push(message), error() {} };
  const pool = createModelPool({ entries: [], observer: silentObserver, log, clock });
  const left = [...pulls];
  const pulled: string[] = [];
  const local: Pick<LocalModels, "choose" | "findDownloaded" | "pull"> = {
    async choose() {
      if (choice !== undefined) throw choice;
      const entry = registry.find(best);
      const file = entry === undefined ? undefined : fileOf(entry);
      if (entry === undefined || file === undefined) throw new Error("no such entry");
      return { entry, file, hardwareClass: "any", reason: "It fits." } satisfies ModelChoice;
    },
    async findDownloaded(reference) {
      const known = { name: reference, identity: reference, path: "/x.gguf", engine: "llama-cpp", sizeBytes: 1 };
      return isHere ? { ...known, arrivedSeconds: 1 } : undefined;
    },
    async pull(reference) {
      pulled.push(reference);
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return { name: best, role: "chat", engine: "llama-cpp", gated: false, fits: "yes", runnable: true };
    },
  };
  const toEntry = ({ entry: { name } }: FileChoice) => ({
    name,
    engine,
    source: { name, location: `${name}.gguf` },
    options: {},
    createdSeconds: 1,
  });
  const firstRun = startFirstRun({ local, registry, pool, toEntry, clock, log });
  return { clock, pool, firstRun, lines, pulled };
}

test("first run takes the best model at once when it is here", async () => {
  const { clock, firstRun, pool, pulled } = createScene({ isHere: true });
  await clock.advance(0);
  expect([firstRun.modelName, firstRun.choosing]).toEqual([best, false]);
  expect(pool.list().map(({ name }) => name)).toEqual([best]);
  expect(pulled).toEqual([]);
});

test("first run answers with the small model and goes over to the best once that has come", async () => {
  const { clock, firstRun, pool, pulled, lines } = createScene({ pulls: [noHub] });
  await clock.advance(0);
  expect([firstRun.modelName, firstRun.choosing]).toEqual([starter, false]);
  expect(pool.status(starter)?.state).toBe("ready");
  expect(pulled).toEqual([`${best}:Q4_K_M`]);
  await clock.advance(60_000);
  expect(firstRun.modelName).toBe(best);
  expect(pool.status(best)?.state).toBe("ready");
  expect(lines).toHaveLength(1);
});

test("first run says once that the hub cannot be reached, and waits longer each time", async () => {
  const { clock, firstRun, lines, pulled } = createScene({ pulls: Array.from({ length: 20 }, () => noHub) });
  await clock.advance(0);
  const tries: number[] = [];
  for (let minute = 1; minute <= 240; minute += 1) {
    const before = pulled.length;
    await clock.advance(60_000);
    if (pulled.length > before) tries.push(minute);
  }
  expect(tries).toEqual([1, 3, 7, 15, 31, 63, 123, 183]);
  expect(lines).toEqual([
    `the model hub cannot be reached; ${starter} answers until ${best} has come, which is tried again from time to time`,
  ]);
  expect(firstRun.modelName).toBe(starter);
});

test("first run takes the small model on a machine that is too small for all others", async () => {
  const { clock, firstRun, pulled } = createScene({ choice: noModel });
  await clock.advance(0);
  expect(firstRun.modelName).toBe(starter);
  expect(pulled).toEqual([]);
});

test("first run brings the best model although the small one cannot be had", async () => {
  const { clock, firstRun, pool } = createScene({ starterFails: true });
  await clock.advance(0);
  expect(pool.status(starter)?.state).toBe("failed");
  expect(firstRun.modelName).toBe(best);
});

test("first run that was stopped tries nothing more", async () => {
  const { clock, firstRun, pulled, lines } = createScene({ pulls: [noHub, noHub, noHub] });
  await clock.advance(0);
  firstRun.stop();
  await clock.advance(10 * 3_600_000);
  expect(pulled).toHaveLength(1);
  expect(lines).toHaveLength(1);
  expect(clock.pendingCount).toBeLessThanOrEqual(1);
});
