import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { chooseThreads } from "./threads.ts";

const large = 2 ** 30;

it("threads are what the user says, and stay so", () => {
  expect(chooseThreads(1, 8, large)).toEqual({ threads: 1, adaptive: false });
});

it("threads are never more than the machine's cores", () => {
  expect(chooseThreads(1000, 8, large).threads).toBe(availableParallelism());
});

it("threads of a tiny model are one", () => {
  expect(chooseThreads("auto", 8, 1_000_000)).toEqual({ threads: 1, adaptive: false });
});

it("threads of a large model are one a core to begin with, and looked for while it runs", () => {
  expect(chooseThreads("auto", 8, large)).toEqual({ threads: 8, adaptive: true });
  expect(chooseThreads("auto", 1, large)).toEqual({ threads: 1, adaptive: false });
});
