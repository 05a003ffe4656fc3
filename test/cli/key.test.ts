import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli, type CliResult } from "./run-cli.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-key-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]): Promise<CliResult> =>
  runCli(["key", ...args], { env: { REPARTEE_DATABASE_PATH: join(folder, "keys.db") } });

it("makes a key that is shown once and stored as its hash, lists and revokes it", { timeout: 120_000 }, async () => {
  const made = await run(
    "add",
    "--label",
    "web app",
    "--user",
    "anna",
    "--expires",
    "90d",
    "--tokens-per-minute",
    "100",
  );
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rp_[\w-]{43}\n$/) });
  const key = made.stdout.trim();
  const id = key.slice(0, 11);
  const listed = await run("list");
  expect(listed.stdout).toMatch(new RegExp(`${id}…  web app  chat    anna  100 tokens/min  valid until 20`));
  expect(listed.stdout + readFileSync(join(folder, "keys.db"), "latin1")).not.toContain(key);
  expect(await run("revoke", id)).toMatchObject({ code: 0, stdout: `Revoked ${id} (web app).\n` });
  const [stored] = JSON.parse((await run("list", "--json")).stdout) as readonly Record<string, unknown>[];
  expect(stored).toMatchObject({ id, scopes: ["chat"], user_id: "anna", revoked_at: expect.any(String) });
  expect(stored).not.toHaveProperty("sha256");
});

it.each([
  [["add", "--scope", "everything"], /Allowed choices are chat, models, admin/],
  [["add", "--expires", "soon"], /--expires: expected a time such as 12h or 90d, .* got "soon"/],
  [["add", "--expires", "2020-01-01"], /--expires: expected a time to come/],
  [["add", "--requests-per-minute", "0"], /--requests-per-minute: expected a whole number from 1, got "0"/],
  [["revoke", "rp_none"], /none begins with rp_none/],
  [["list", "--database-path", ":memory:"], /database_path is :memory:/],
])("refuses %j and says why", async (args, reason) => {
  const { code, stderr, stdout } = await run(...args);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(reason);
  expect(stdout).toBe("");
});
