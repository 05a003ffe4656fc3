import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "repartee-cli-personas-"));
const shipped = fileURLToPath(new URL("../../personas/ollie.yaml", import.meta.url));
const nemo = join(folder, "nemo.yaml");
cpSync(shipped, nemo);
writeFileSync(
  nemo,
  readFileSync(nemo, "utf8").replace("name: ollie", "name: nemo").replace("title: Ollie", "title: Nemo"),
);
afterAll(() => rmSync(folder, { recursive: true }));

test("repartee persona list shows the built-in personas and those of a folder", async () => {
  const { code, stdout } = await runCli(["persona", "list", "--personas-dir", folder]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^NAME +TITLE +LANGUAGES +FILE\nollie +Ollie .*\nnemo +Nemo .*nemo\.yaml\n$/);
});

test("repartee persona check says that a file is well, or where it is not", async () => {
  expect((await runCli(["persona", "check", nemo])).stdout).toMatch(/nemo\.yaml is valid: Nemo \(nemo\), 10 languages/);
  const broken = join(folder, "broken.yml");
  writeFileSync(broken, readFileSync(nemo, "utf8").replace("spoken: true", "spoken: perhaps"));
  const { code, stdout, stderr } = await runCli(["persona", "check", broken]);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/broken\.yml:\d+:9: spoken: expected true or false, got "perhaps"/);
  rmSync(broken);
  expect((await runCli(["persona", "check", broken])).stderr).toContain("Cannot read the persona file");
});

test("repartee persona show tells who it is, and with --prompt what a model is told", async () => {
  const { stdout } = await runCli(["persona", "show", "ollie"]);
  expect(stdout).toMatch(/^ollie\n {2}title +Ollie\n/);
  expect(stdout).toContain("2 sentences, 50 tokens");
  expect(stdout).not.toContain("undefined");
  const prompt = (await runCli(["persona", "show", "ollie", "--prompt"])).stdout;
  expect(prompt).toMatch(/^--- system\nYou are Ollie/);
  expect(prompt).toMatch(/taller than me now!\n--- assistant\n.+\n--- user\n\(what the person says\)\n$/);
  const unknown = await runCli(["persona", "show", "oli"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("there are ollie");
});
