import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseVictims, isEvictable, type Resident } from "./eviction.ts";

function idle(name: string, bytes: number, idleSinceMs: number): Resident {
  return { name, bytes, idleSinceMs, pinned: false };
}

function namesOf(victims: readonly Resident[] | undefined): readonly string[] | undefined {
  return victims?.map(({ name }) => name);
}

test("the model that was used longest ago goes first", () => {
  expect(namesOf(chooseVictims([idle("new", 10, 3), idle("old", 10, 1), idle("middle", 10, 2)], 10))).toEqual(["old"]);
});

test("several go when one is not enough, and an old one stays that does not help", () => {
  expect(namesOf(chooseVictims([idle("a", 10, 1), idle("b", 10, 2), idle("c", 10, 3)], 15))).toEqual(["a", "b"]);
  expect(namesOf(chooseVictims([idle("small", 10, 1), idle("large", 100, 2)], 95))).toEqual(["large"]);
});

test("nobody goes when nothing is needed, or when all idle ones together are not enough", () => {
  expect(chooseVictims([idle("a", 10, 1)], 0)).toEqual([]);
  expect(chooseVictims([idle("a", 10, 1)], 11)).toBeUndefined();
  expect(chooseVictims([{ ...idle("pinned", 50, 1), pinned: true }, idle("a", 10, 1)], 11)).toBeUndefined();
  expect(chooseVictims([{ name: "busy", bytes: 50, idleSinceMs: undefined, pinned: false }], 1)).toBeUndefined();
});

const residents = fc.array(
  fc.record({
    name: fc.string(),
    bytes: fc.nat(1_000),
    idleSinceMs: fc.option(fc.nat(100), { nil: undefined }),
    pinned: fc.boolean(),
  }),
  { maxLength: 12 },
);

test("victims are idle, not pinned, enough, and none of them could stay", () => {
  fc.assert(
    fc.property(residents, fc.nat(4_000), (loaded, neededBytes) => {
      const sum = (some: readonly Resident[]): number => some.reduce((bytes, resident) => bytes + resident.bytes, 0);
      const victims = chooseVictims(loaded, neededBytes);
      if (victims === undefined) return sum(loaded.filter(isEvictable)) < neededBytes;
      return (
        victims.every(isEvictable) &&
        new Set(victims).size === victims.length &&
        sum(victims) >= neededBytes &&
        victims.every((victim) => sum(victims) - victim.bytes < neededBytes)
      );
    }),
  );
});
