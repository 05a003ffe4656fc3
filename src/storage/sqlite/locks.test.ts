import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sqliteSource } from "./source.ts";

const { signal } = new AbortController();

it("keeps its locks while it is opened again: another program cannot take the log away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-locks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "kept.db");
  const first = await sqliteSource(path).open(signal);
  const second = await sqliteSource(path).open(signal);
  await second.query
    .insertInto("persona_overrides")
    .values({ persona: "ollie", override: "{}", updated_at_ms: 1 })
    .execute();
  // As a command does when it closes the database.
  const program = `const db = new (require("libsql"))(${JSON.stringify(path)}); try { db.pragma("journal_mode = delete"); console.log("taken"); } catch { console.log("refused"); }`;
  expect(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim()).toBe("refused");
  expect(existsSync(`${path}-wal`)).toBe(true);
  await first.close();
  await second.close();
  const again = await sqliteSource(path).open(signal);
  expect(await again.query.selectFrom("persona_overrides").selectAll().execute()).toHaveLength(1);
  await again.close();
});
