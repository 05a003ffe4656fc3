import { expect, it } from "vitest";
import { withDefaults } from "./with-defaults.ts";

const defaults: { readonly connectMs: number; readonly totalMs: number | null } = { connectMs: 2000, totalMs: 9000 };

it("withDefaults keeps a default where nothing or undefined is given", () => {
  expect(withDefaults(defaults)).toEqual(defaults);
  expect(withDefaults(defaults, undefined, {})).toEqual(defaults);
  expect(withDefaults(defaults, { connectMs: undefined, totalMs: 1 })).toEqual({ connectMs: 2000, totalMs: 1 });
});

it("withDefaults takes the last value given, null and 0 included, and leaves the defaults as they are", () => {
  expect(withDefaults(defaults, { connectMs: 5 }, { connectMs: 0, totalMs: null })).toEqual({
    connectMs: 0,
    totalMs: null,
  });
  expect(defaults.connectMs).toBe(2000);
});
