import { expect, it } from "vitest";
import { configFromOptions } from "../config/index.ts";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import { createLlamaCppRunner } from "./llama-cpp-runner.ts";
import { createModelParts } from "./model-parts.ts";

const deps = { log: silentLog, clock: systemClock };

it("a registry model is loaded with the sampling that its authors recommend, a file without", () => {
  const { toEntry } = createModelParts(configFromOptions({}), { ...deps, llamaCpp: createLlamaCppRunner(deps) });
  const entry = (reference: string): unknown => toEntry({ name: "m", reference }).options?.sampling;
  expect(entry("smollm2-135m")).toMatchObject({ temperature: 0.2, topP: 0.9 });
  expect(entry("./some.gguf")).toBeUndefined();
});
