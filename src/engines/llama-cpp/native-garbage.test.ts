import { expect, test } from "vitest";
import { createGarbageWatch, exposeCollector, type GarbageWatch } from "./native-garbage.ts";

interface Scene {
  readonly watch: GarbageWatch;
  readonly collections: readonly ("minor" | "major")[];
  pass(ms: number): void;
}

function createScene(vocabularySize: number): Scene {
  let nowMs = 0;
  const collections: ("minor" | "major")[] = [];
  const watch = createGarbageWatch({ vocabularySize, now: () => nowMs, collect: (kind) => collections.push(kind) });
  return { watch, collections, pass: (ms) => void (nowMs += ms) };
}

test("collector is called once 64 MiB must have gathered, and again only after as much again", () => {
  const { watch, collections, pass } = createScene(2 ** 17);
  watch.picked(51);
  expect(collections).toHaveLength(0);
  watch.picked(1);
  expect(collections).toHaveLength(1);
  pass(500);
  watch.picked(51);
  expect(collections).toHaveLength(1);
  watch.picked(1);
  expect(collections).toHaveLength(2);
});

test("collector is called every half second at most, however fast tokens come", () => {
  const { watch, collections, pass } = createScene(2 ** 17);
  for (let round = 0; round < 100; round += 1) {
    watch.picked(200);
    pass(100);
  }
  expect(collections).toHaveLength(20);
});

test("one of nine collections is a major one", () => {
  const { watch, collections, pass } = createScene(2 ** 17);
  for (let round = 0; round < 18; round += 1) {
    watch.picked(200);
    pass(500);
  }
  const nine = [...Array.from({ length: 8 }, () => "minor"), "major"];
  expect(collections).toEqual([...nine, ...nine]);
});

test("collector is not called for a small vocabulary", () => {
  const { watch, collections } = createScene(150);
  for (let round = 0; round < 10_000; round += 1) watch.picked(4);
  expect(collections).toHaveLength(0);
});

test.each(["minor", "major"] as const)("the process's own collector can be called: %s", (kind) => {
  expect(() => exposeCollector()(kind)).not.toThrow();
});
