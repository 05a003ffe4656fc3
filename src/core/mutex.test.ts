import { describe, expect, it } from "vitest";
import { ReparteeError } from "./errors.ts";
import { createKeyedMutex, createMutex } from "./mutex.ts";

const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("mutex", () => {
  it("has one holder at a time, in the order of arrival, however often each releases", async () => {
    const mutex = createMutex();
    const order: string[] = [];
    const releaseFirst = await mutex.acquire();
    const others = ["second", "third"].map(async (name) => {
      const release = await mutex.acquire();
      order.push(name);
      await microtasks();
      order.push(`${name} ends`);
      release();
    });
    await microtasks();
    expect(order).toEqual([]);
    releaseFirst();
    releaseFirst();
    await Promise.all(others);
    expect(order).toEqual(["second", "second ends", "third", "third ends"]);
    expect(mutex.isHeld).toBe(false);
  });

  it("skips a waiter that gave up, and refuses who comes aborted", async () => {
    const mutex = createMutex();
    const release = await mutex.acquire();
    const caller = new AbortController();
    const impatient = mutex.acquire(caller.signal, "answer");
    const patient = mutex.acquire(new AbortController().signal);
    caller.abort(new Error("closed"));
    await expect(impatient).rejects.toMatchObject({ code: "cancelled", cause: { message: "closed" } });
    release();
    (await patient)();
    const timeout = new ReparteeError("total_timeout", "Cannot answer in time");
    await expect(mutex.acquire(AbortSignal.abort(timeout))).rejects.toBe(timeout);
    expect(mutex.isHeld).toBe(false);
  });

  it("is not lost when the turn comes in the tick in which its caller gives up", async () => {
    const mutex = createMutex();
    const release = await mutex.acquire();
    const caller = new AbortController();
    const impatient = mutex.acquire(caller.signal);
    const patient = mutex.acquire();
    release();
    caller.abort();
    await expect(impatient).rejects.toMatchObject({ code: "cancelled" });
    (await patient)();
    expect(mutex.isHeld).toBe(false);
  });

  it("runs work in turns, past work that fails", async () => {
    const mutex = createMutex();
    const order: string[] = [];
    const failing = mutex.run(async () => {
      await microtasks();
      order.push("first");
      throw new Error("no");
    });
    const next = mutex.run(async () => void order.push("second"));
    await expect(failing).rejects.toThrow("no");
    await next;
    expect(order).toEqual(["first", "second"]);
  });

  it("is idle once the last holder released", async () => {
    const mutex = createMutex();
    await mutex.idle();
    const release = await mutex.acquire();
    let isIdle = false;
    const idle = mutex.idle().then(() => (isIdle = true));
    await microtasks();
    expect(isIdle).toBe(false);
    release();
    await idle;
  });
});

describe("keyed mutex", () => {
  it("takes turns for one key, and holds up no other", async () => {
    const mutex = createKeyedMutex();
    const came: string[] = [];
    const releases = new Map<string, () => void>();
    for (const name of ["a1", "a2", "a3", "b1"]) {
      void mutex.acquire(name.charAt(0)).then((release) => {
        came.push(name);
        releases.set(name, release);
      });
    }
    await microtasks();
    expect(came).toEqual(["a1", "b1"]);
    for (const [name, next] of [
      ["a1", "a2"],
      ["a2", "a3"],
    ] as const) {
      releases.get(name)?.();
      await microtasks();
      expect(came.at(-1)).toBe(next);
    }
  });

  it("skips a waiter that gives up, and lets nobody in early", async () => {
    const mutex = createKeyedMutex();
    const release = await mutex.acquire("a");
    const caller = new AbortController();
    const waiting = mutex.acquire("a", caller.signal, "answer");
    let isIn = false;
    const third = mutex.acquire("a").then((end) => {
      isIn = true;
      return end;
    });
    caller.abort(new Error("closed"));
    await expect(waiting).rejects.toMatchObject({ code: "cancelled", cause: { message: "closed" } });
    await microtasks();
    expect(isIn).toBe(false);
    release();
    (await third)();
    await expect(mutex.acquire("a", AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    (await mutex.acquire("a"))();
  });
});
