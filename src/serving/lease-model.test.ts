import { expect, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import { silentObserver } from "../core/observer.ts";
import type { LoadActivity } from "../models/loading/load-activity.ts";
import { createModelPool, type EditableModelPool } from "../models/pool/create-model-pool.ts";
import { createFakeEngine } from "../testing/index.ts";
import { leaseModel } from "./lease-model.ts";

/** A pool whose one model downloads, or is converted, until `arrive` is called. */
function createScene(activityOnTheWay: LoadActivity): {
  pool: EditableModelPool;
  arrive: () => void;
  aborted: () => boolean;
} {
  const fake = createFakeEngine({});
  let activity: LoadActivity | undefined;
  let arrive = (): void => {};
  let signalOfLoad: AbortSignal | undefined;
  const pool = createModelPool({
    entries: [
      {
        name: "m",
        engine: {
          ...fake,
          async load(source, options, signal) {
            signalOfLoad = signal;
            activity = activityOnTheWay;
            options.onProgress?.(0.25);
            await new Promise<void>((resolve) => (arrive = resolve));
            activity = { phase: "loading" };
            return await fake.load(source, options, signal);
          },
        },
        source: { name: "m", location: "" },
        options: {},
        createdSeconds: 0,
        activity: () => activity,
      },
    ],
    observer: silentObserver,
    log: silentLog,
    clock: systemClock,
  });
  return { pool, arrive: () => arrive(), aborted: () => signalOfLoad?.aborted ?? false };
}

test("a request is refused as soon as its model begins to download, and the download goes on without it", async () => {
  const { pool, arrive, aborted } = createScene({ phase: "downloading", etaSeconds: 41.2 });
  const signal = new AbortController().signal;
  const refused = { code: "model_loading", retryAfterSeconds: 42, message: expect.stringMatching(/25 %/) };
  await expect(leaseModel(pool, "m", { signal })).rejects.toMatchObject(refused);
  await expect(leaseModel(pool, "m", { signal })).rejects.toMatchObject(refused);
  expect(aborted()).toBe(false);
  expect(pool.status("m")).toMatchObject({ state: "loading", phase: "downloading", etaSeconds: 41.2 });
  arrive();
  await pool.load("m", { signal });
  const lease = await leaseModel(pool, "m", { signal });
  lease.release();
  expect(pool.status("m")?.phase).toBeUndefined();
  await pool[Symbol.asyncDispose]();
});

test("a request is refused while its model is converted, and the conversion goes on without it", async () => {
  const { pool, arrive, aborted } = createScene({ phase: "converting" });
  const signal = new AbortController().signal;
  await expect(leaseModel(pool, "m", { signal })).rejects.toMatchObject({
    code: "model_loading",
    message: expect.stringMatching(/being converted \(25 %\)/),
  });
  expect(aborted()).toBe(false);
  arrive();
  expect(await pool.load("m", { signal })).toMatchObject({ state: "ready" });
  await pool[Symbol.asyncDispose]();
});
