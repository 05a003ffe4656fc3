import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-data-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["data", "export", "mia"],
  ["data", "delete", "mia", "--yes"],
  ["data", "move", "--to", "moved.db"],
  ["key", "list"],
  ["key", "revoke", "rp_4fZk9QxA"],
])("refuses a database that is not there, and makes none: %s %s", async (...args) => {
  const { code, stderr, stdout } = await runCli([...args, "--database-path", "./typo.db"], { folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(`there is no database ${join(folder, "typo.db")}`);
  expect(existsSync(join(folder, "typo.db"))).toBe(false);
  expect(existsSync(join(folder, "moved.db"))).toBe(false);
});
