import { expect, test } from "vitest";
import { createGarbageWatch, exposeCollector, type GarbageWatch } from "./native-garbage.ts";

function createScene(vocabularySize: number): {
  watch: GarbageWatch;
  collections: () => number;
  pass(ms: number): void;
} {
  let nowMs = 0;
  let count = 0;
  const watch = createGarbageWatch({ vocabularySize, now: () => nowMs, collect: () => void (count += 1) });
  return { watch, collections: () => count, pass: (ms) => void (nowMs += ms) };
}

test("collector is called once 128 MiB must have gathered, and again only after as much again", () => {
  const { watch, collections, pass } = createScene(2 ** 17);
  watch.picked(102);
  expect(collections()).toBe(0);
  watch.picked(1);
  expect(collections()).toBe(1);
  pass(2000);
  watch.picked(102);
  expect(collections()).toBe(1);
  watch.picked(1);
  expect(collections()).toBe(2);
});

test("collector is called every two seconds at most, however fast tokens come", () => {
  const { watch, collections, pass } = createScene(2 ** 17);
  for (let round = 0; round < 100; round += 1) {
    watch.picked(200);
    pass(100);
  }
  expect(collections()).toBe(5);
});

test("collector is not called for a small vocabulary", () => {
  const { watch, collections } = createScene(300);
  for (let round = 0; round < 10_000; round += 1) watch.picked(4);
  expect(collections()).toBe(0);
});

test("the process's own collector can be called", () => {
  expect(exposeCollector()).not.toThrow();
});
