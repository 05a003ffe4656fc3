import { expect, it } from "vitest";
import { silentLog } from "../core/log.ts";
import { createEngine, engineIds } from "./registry.ts";

it.each(engineIds)("registry creates engine %s under its own id", async (id) => {
  const engine = await createEngine(id, { log: silentLog });
  expect(engine.id).toBe(id);
});

it.each(["", "openai", "toString", "Echo"])('registry refuses engine "%s" and names those that exist', async (id) => {
  await expect(createEngine(id, { log: silentLog })).rejects.toMatchObject({
    code: "config_invalid",
    message: `Cannot create engine "${id}": there is no engine of that name`,
    hint: "Use one of: echo, template, llama-cpp, ollama, openai-compatible, transformers.",
  });
});
