import { expect, it } from "vitest";
import { chooseThreads } from "./threads.ts";

it("threads are as many as asked for; by itself one for a small model, else one a core", () => {
  expect(chooseThreads(3, 1, 8)).toBe(3);
  expect(chooseThreads(0, 1, 8)).toBe(1);
  expect(chooseThreads("auto", 63 * 2 ** 20, 8)).toBe(1);
  expect(chooseThreads("auto", 64 * 2 ** 20, 8)).toBe(8);
});
