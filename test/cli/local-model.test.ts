import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { runCli } from "./run-cli.ts";

let folder: string;
let model: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "repartee-cli-model-"));
  model = join(folder, "scripted.gguf");
  await writeScriptedLlama(model, { script: "Because air scatters blue light." });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("chat with a model file prints just the model's reply, when text is piped in", async () => {
  const { code, stdout, stderr } = await runCli(["chat", model, "--threads", "1"], { input: "Why is the sky blue?" });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "Because air scatters blue light.\n", stderr: "" });
});

test("chat heeds --max-tokens", async () => {
  const { code, stdout } = await runCli(["chat", model, "--threads", "1", "--max-tokens", "2"], { input: "Why?" });
  expect(code).toBe(0);
  expect("Because air scatters blue light.".startsWith(stdout.trimEnd())).toBe(true);
  expect(stdout.trimEnd().length).toBeLessThan(20);
});
