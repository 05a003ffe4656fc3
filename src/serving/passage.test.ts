import { expect, test, vi } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createAdmission } from "./admission.ts";
import { createPassage } from "./passage.ts";

const { signal } = new AbortController();

function createScene() {
  const admission = createAdmission({ maxInFlight: 1, maxQueued: 1 }, createFakeClock());
  const onEntered = vi.fn<() => void>();
  return { admission, onEntered, passage: createPassage({ admission, queueMs: 1_000, onEntered }) };
}

test("passage takes one place for all links of a chain, and gives it back once", async () => {
  const { admission, onEntered, passage } = createScene();
  await passage.enter(signal, () => {});
  await passage.enter(signal, () => {});
  expect(admission.inFlight).toBe(1);
  expect(onEntered).toHaveBeenCalledOnce();
  passage.leave();
  passage.leave();
  expect(admission.inFlight).toBe(0);
});

test("place that arrives after the reply has ended is given back", async () => {
  const { admission, onEntered, passage } = createScene();
  const entering = passage.enter(signal, () => {});
  passage.leave();
  await entering;
  expect(admission.inFlight).toBe(0);
  expect(onEntered).not.toHaveBeenCalled();
});
