import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const ollie = fileURLToPath(new URL("../personas/ollie.yaml", import.meta.url));

/** A folder with Olga, who is like Ollie in all but her name; for one test. */
export async function twoPersonas(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-page-personas-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "olga.yaml");
  await cp(ollie, path);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace("name: ollie", "name: olga").replace("title: Ollie", "title: Olga"));
  return folder;
}
