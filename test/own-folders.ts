/**
 * Tests have folders of their own for what a program keeps: models that the person at this machine has downloaded are
 * not listed by a test's server, and nothing of a test is left in that person's folders. On macOS the system's folders
 * are found through HOME alone, which other programs need as it is: there the tests share them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "repartee-test-folders-"));
  for (const name of ["XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"]) process.env[name] = join(folder, name);
  return () => rmSync(folder, { recursive: true, force: true });
}
